import type { PageRate } from '../../../../src/report/page/page-data.ts';
import { formatFullRate } from '../../../../src/wording/format-rate.ts';

/** `109/128, 85% [78–90%]` */
export function formatPageRate([k, n, low, high]: PageRate): string {
  return formatFullRate({ k, n, interval: low === null || high === null ? null : [low, high] });
}
