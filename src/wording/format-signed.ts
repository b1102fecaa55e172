import { decimalsApart } from './decimals-apart.ts';
import { formatInterval } from './format-interval.ts';

/** A difference of fractions with its sign, two decimals or as many as it needs not to read as zero: `+0.94`, `−0.004`, `0.00`. */
export function formatSigned(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return 'n/a';
  const size = decimalsApart(Math.abs(value), 1, 2);
  if (value === 0) return size;
  const sign = value < 0 ? '−' : '+';
  return /^[<>]/.test(size) ? `${sign}(${size})` : `${sign}${size}`;
}

/** `+0.94 [+0.91 to +0.97]`: a difference with its 95% interval where there is one. */
export function formatDifference(value: number | null, interval: readonly [number, number] | null): string {
  return `${formatSigned(value)}${formatInterval(interval, formatSigned)}`;
}
