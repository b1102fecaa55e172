import { decideThresholds } from '../../../audit/gate/decide-thresholds.ts';
import { formatDecisions } from '../../../audit/gate/format-decisions.ts';
import type { Threshold } from '../../../audit/gate/threshold.ts';
import { ThresholdCrossedError } from '../../../audit/gate/threshold-crossed-error.ts';
import type { Results } from '../../../results/results.ts';

/** Prints every decision on stdout; throws {@link ThresholdCrossedError}, for exit code 3, when one fails. */
export function applyThresholds(results: Results, thresholds: readonly Threshold[], subject: string): void {
  if (thresholds.length === 0) return;
  const decisions = decideThresholds(results, thresholds);
  process.stdout.write(formatDecisions(decisions));
  if (decisions.some(({ passed }) => !passed)) throw new ThresholdCrossedError(subject, decisions);
}
