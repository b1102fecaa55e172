import type { Results } from '../../results/results.ts';
import { readResults } from '../compare/read-results.ts';
import { decideThresholds, type ThresholdDecision } from './decide-thresholds.ts';
import type { MetricValue } from './metric.ts';
import { metricValues } from './metric-values.ts';
import { requireThreshold, type Threshold } from './threshold.ts';

/** A run held against thresholds. */
export interface RunCheck {
  /** Whether every threshold is met. */
  readonly passed: boolean;
  /** In the order of the thresholds. */
  readonly decisions: readonly ThresholdDecision[];
  /** Every metric of the run with its 95% interval. */
  readonly metrics: readonly MetricValue[];
}

/**
 * Holds a finished run, its folder or its results, against thresholds. The unfavourable bound of a metric's 95% interval decides;
 * a metric that was not measured fails. Throws {@link InvalidInputError} on an unknown metric, on a limit that the metric
 * cannot have and on what is not a run, UnfinishedRunError and SchemaVersionError.
 *
 * @example
 * import { checkRun } from 'refusal-lab';
 *
 * const { passed, decisions } = checkRun('runs/demo', [{ metric: 'asr.best', side: 'above', limit: 1 }]);
 * if (!passed) throw new Error(`${decisions[0].threshold.metric} is a rate, so at most 1`);
 */
export function checkRun(
  run: string | { readonly results: Results },
  thresholds: readonly Threshold[] = [],
): RunCheck {
  for (const threshold of thresholds) requireThreshold(threshold);
  const results = typeof run === 'string' ? readResults(run) : run.results;
  const decisions = decideThresholds(results, thresholds);
  return { passed: decisions.every(({ passed }) => passed), decisions, metrics: metricValues(results) };
}
