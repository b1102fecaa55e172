import type { Results } from '../../results/results.ts';
import type { MetricValue } from './metric.ts';
import { findMetric, metricValue } from './metric-values.ts';
import type { Threshold } from './threshold.ts';

export interface ThresholdDecision {
  readonly threshold: Threshold;
  readonly measured: MetricValue;
  /** What was held against the limit: the bound of the interval on its side, or the value where there is none. */
  readonly decidedBy: 'upper bound' | 'lower bound' | 'value' | 'not measured';
  /** Null where it was not measured. */
  readonly decider: number | null;
  readonly passed: boolean;
}

/**
 * Holds a run against thresholds. The unfavourable bound of the 95% interval decides, so that a gate does not pass for want of
 * prompts: `above` passes only where the whole interval lies at or below the limit, `below` where it lies at or above. What has no
 * interval is decided by its value; what was not measured fails.
 */
export function decideThresholds(results: Results, thresholds: readonly Threshold[]): ThresholdDecision[] {
  return thresholds.map((threshold): ThresholdDecision => {
    const measured = metricValue(findMetric(threshold.metric)!, results);
    const above = threshold.side === 'above';
    const { value, interval } = measured;
    if (value === null || Number.isNaN(value))
      return { threshold, measured, decidedBy: 'not measured', decider: null, passed: false };
    const decider = interval === null ? value : interval[above ? 1 : 0];
    return {
      threshold,
      measured,
      decidedBy: interval === null ? 'value' : above ? 'upper bound' : 'lower bound',
      decider,
      // A bound that is not a number passes neither comparison.
      passed: above ? decider <= threshold.limit : decider >= threshold.limit,
    };
  });
}
