import { decimalsApart } from './decimals-apart.ts';
import { formatInterval } from './format-interval.ts';

/** A difference of shares in percentage points, with its sign: `+12`, `−3`, `+0.4`, `0`; `n/a` for what is not finite. */
export function formatPoints(difference: number | null): string {
  if (difference === null || !Number.isFinite(difference)) return 'n/a';
  if (difference === 0) return '0';
  const size = decimalsApart(Math.abs(100 * difference), 100, 0);
  const sign = difference < 0 ? '−' : '+';
  return /^[<>]/.test(size) ? `${sign}(${size})` : `${sign}${size}`;
}

/** `+94 [+91 to +97]`: a difference of shares in points with its 95% interval, where there is one. */
export function formatPointsDifference(
  difference: number | null,
  interval: readonly [number, number] | null,
): string {
  return `${formatPoints(difference)}${formatInterval(interval, formatPoints)}`;
}

/** `+94 points [+91 to +97]`: the same where nothing beside it says what is counted. */
export function formatPointsInWords(
  difference: number | null,
  interval: readonly [number, number] | null,
): string {
  return `${formatPoints(difference)} points${formatInterval(interval, formatPoints)}`;
}
