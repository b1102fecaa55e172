import type { RunCheck } from '../../../audit/gate/check-run.ts';
import { ThresholdCrossedError } from '../../../audit/gate/threshold-crossed-error.ts';
import { formatDecisions } from './format-decisions.ts';

/** Prints every decision on stdout; throws {@link ThresholdCrossedError}, for exit code 3, when one fails. */
export function applyThresholds({ passed, decisions }: RunCheck, subject: string): void {
  process.stdout.write(formatDecisions(decisions));
  if (!passed) throw new ThresholdCrossedError(subject, decisions);
}
