import { listMetrics } from '../../../audit/gate/list-metrics.ts';
import { formatMetricNames } from '../check/format-metrics.ts';

/** `audit --list-metrics`. */
export function listMetricNames(): void {
  process.stdout.write(formatMetricNames(listMetrics()));
}
