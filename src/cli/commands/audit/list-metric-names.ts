import { formatMetricNames } from '../../../audit/gate/format-metrics.ts';
import { METRICS } from '../../../audit/gate/metric-values.ts';

/** `audit --list-metrics`. */
export function listMetricNames(): void {
  process.stdout.write(formatMetricNames(METRICS));
}
