import type { Results } from '../../results/results.ts';
import { ATTACK_METRICS } from './attack-metrics.ts';
import type { MetricDefinition, MetricValue } from './metric.ts';
import { BASELINE_METRICS, WHOLE_METRICS } from './model-metrics.ts';

/** Every metric that a threshold can be set on, in the order in which they are listed. */
export const METRICS: readonly MetricDefinition[] = [
  ...BASELINE_METRICS,
  ...WHOLE_METRICS,
  ...ATTACK_METRICS,
];

const BY_NAME: ReadonlyMap<string, MetricDefinition> = new Map(
  METRICS.map((metric) => [metric.name, metric]),
);

/** Undefined of a name that there is not. */
export const findMetric = (name: string): MetricDefinition | undefined => BY_NAME.get(name);

export function metricValue({ read, range, ...metric }: MetricDefinition, results: Results): MetricValue {
  return { ...metric, ...read(results) };
}

/** What a run says of every metric, as a flat list. */
export function metricValues(results: Results): MetricValue[] {
  return METRICS.map((metric) => metricValue(metric, results));
}
