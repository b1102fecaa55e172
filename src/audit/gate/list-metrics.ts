import type { MetricDefinition } from './metric.ts';
import { METRICS } from './metric-values.ts';

/** A metric that a threshold can be set on, and what it measures. */
export type ListedMetric = Pick<MetricDefinition, 'name' | 'unit' | 'describes' | 'range'>;

/**
 * Every metric that a threshold can be set on. Names are stable: new ones may come.
 *
 * @example
 * import { listMetrics } from 'refusal-lab';
 *
 * if (!listMetrics().some(({ name }) => name === 'asr.worst-case')) throw new Error('a gate rests on it');
 */
export function listMetrics(): ListedMetric[] {
  return METRICS.map(({ name, unit, describes, range }) => ({ name, unit, describes, range }));
}
