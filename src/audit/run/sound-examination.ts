import type { Finding } from '../../doctor/finding.ts';
import { LabError } from '../../errors/lab-error.ts';

/** Findings that leave nothing to measure. */
const FATAL = new Set(['weights', 'logits']);

/** What is not as it should be in a model's examination. Throws {@link LabError} where weights or logits are not finite. */
export function soundExamination(model: string, findings: readonly Finding[]): readonly Finding[] {
  const troubles = findings.filter(({ status }) => status === 'failed' || status === 'warning');
  const fatal = troubles.find(({ name, status }) => status === 'failed' && FATAL.has(name));
  if (fatal)
    throw new LabError(`model ${model}: ${fatal.name}: ${fatal.detail}`, {
      ...(fatal.remedy === undefined ? {} : { remedy: fatal.remedy }),
    });
  return troubles;
}
