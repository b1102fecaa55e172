import type { PageRate } from '../../../../src/report/page/page-data.ts';

/** `109/128, 85% [78–90]` */
export function formatPageRate([k, n, low, high]: PageRate): string {
  if (n === 0) return 'n/a';
  const whole = (share: number): string => (100 * share).toFixed(0);
  const range = low === null || high === null ? '' : ` [${whole(low)}–${whole(high)}]`;
  return `${k}/${n}, ${whole(k / n)}%${range}`;
}
