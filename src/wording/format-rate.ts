import type { Rate } from '../statistics/rate.ts';
import { formatNumber } from './format-number.ts';

/** `0.94`, or `n/a` for a rate of nothing. For tables whose heading or neighbour states n. */
export function formatShare(rate: number | null): string {
  return rate === null ? 'n/a' : rate.toFixed(2);
}

/** `60/64 [0.85–0.98]`: k of n with the 95% interval; `n/a` where n is 0. */
export function formatRate({ k, n, interval }: Rate): string {
  if (interval === null) return n === 0 ? formatNumber(null) : `${k}/${n}`;
  return `${k}/${n} [${interval.map(formatShare).join('–')}]`;
}
