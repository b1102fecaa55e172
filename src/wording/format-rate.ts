import { formatPercent, formatPercentInterval } from './format-percent.ts';

/** k of n with a 95% interval, as far as writing it needs. */
interface Counted {
  readonly k: number;
  readonly n: number;
  readonly interval: readonly [number, number] | null;
}

/** `60/64 [85–98%]`: k of n with the 95% interval; `n/a` where n is 0. */
export function formatRate({ k, n, interval }: Counted): string {
  return n === 0 ? 'n/a' : `${k}/${n}${formatPercentInterval(interval)}`;
}

/** `60/64, 94% [85–98%]`: the same where there is room. */
export function formatFullRate({ k, n, interval }: Counted): string {
  return n === 0 ? 'n/a' : `${k}/${n}, ${formatPercent(k / n)}${formatPercentInterval(interval)}`;
}
