import { readResults } from '../../../audit/compare/read-results.ts';
import { decideThresholds } from '../../../audit/gate/decide-thresholds.ts';
import { formatMetricValues } from '../../../audit/gate/format-metrics.ts';
import { metricValues } from '../../../audit/gate/metric-values.ts';
import type { Threshold } from '../../../audit/gate/threshold.ts';
import { ThresholdCrossedError } from '../../../audit/gate/threshold-crossed-error.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { extendedText } from '../../../formats/extended-text.ts';
import { applyThresholds } from '../audit/apply-thresholds.ts';

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
      'there is nothing to check',
      'Give --fail-above or --fail-below metric=value, or --list-metrics.',
    );
  const results = readResults(run);
  if (!json) {
    if (listMetrics) process.stdout.write(formatMetricValues(metricValues(results)));
    applyThresholds(results, thresholds, run);
    return;
  }
  const decisions = decideThresholds(results, thresholds);
  const metrics = listMetrics ? { metrics: metricValues(results) } : {};
  process.stdout.write(extendedText({ run, ...metrics, decisions }));
  if (decisions.some(({ passed }) => !passed)) throw new ThresholdCrossedError(run, decisions);
}
