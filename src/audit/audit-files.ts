import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { encodeIntervention } from '../interventions/intervention-file.ts';
import { runFiles } from '../report/files/run-files.ts';
import { markPrecision } from '../stages/model/mark-precision.ts';
import type { ModelAudit } from './audit-model.ts';

/** What a finished audit leaves behind: results, report and the chosen arms' interventions, by path in the run folder. */
export async function auditFiles(
  { results, interventions, evidence }: ModelAudit,
  checkpoint: Checkpoint,
): Promise<Map<string, string | Uint8Array>> {
  const files = await runFiles(results, evidence);
  for (const [armId, intervention] of interventions)
    files.set(
      `interventions/${armId.replaceAll('/', '-')}.safetensors`,
      encodeIntervention(markPrecision(intervention, checkpoint)),
    );
  return files;
}
