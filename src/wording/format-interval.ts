import { formatNumber } from './format-number.ts';

/** ` [0.13–0.26]` with a space before it, with `to` where a bound is negative; empty without an interval. */
export function formatInterval(
  interval: readonly [number, number] | null,
  text: (bound: number) => string = formatNumber,
): string {
  if (interval === null) return '';
  return ` [${interval.map(text).join(interval[0] < 0 ? ' to ' : '–')}]`;
}
