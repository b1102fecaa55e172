import { checkRun } from '../../../audit/gate/check-run.ts';
import type { Threshold } from '../../../audit/gate/threshold.ts';
import { ThresholdCrossedError } from '../../../audit/gate/threshold-crossed-error.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { extendedText } from '../../../formats/extended-text.ts';
import { applyThresholds } from './apply-thresholds.ts';
import { formatMetricValues } from './format-metrics.ts';

/** `check`: the metrics of a finished run, its thresholds, or both. */
export function performCheck(request: {
  readonly run: string;
  readonly thresholds: readonly Threshold[];
  readonly listMetrics: boolean;
  readonly json: boolean;
}): void {
  const { run, thresholds, listMetrics, json } = request;
  if (thresholds.length === 0 && !listMetrics)
    throw new InvalidInputError(
      'check',
      'nothing to check',
      'Give --fail-above or --fail-below metric=value, or --list-metrics.',
    );
  const check = checkRun(run, thresholds);
  const { passed, decisions, metrics } = check;
  if (!json) {
    if (listMetrics) process.stdout.write(formatMetricValues(metrics));
    applyThresholds(check, run);
    return;
  }
  process.stdout.write(extendedText({ run, ...(listMetrics ? { metrics } : {}), decisions }));
  if (!passed) throw new ThresholdCrossedError(run, decisions);
}
