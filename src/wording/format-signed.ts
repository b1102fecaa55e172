import { formatNumber } from './format-number.ts';

/** A difference with its sign, two decimals: `+0.94`, `−0.05`, `0.00`; `n/a` for null and for what is not finite. */
export function formatSigned(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return formatNumber(value);
  const size = Math.abs(value).toFixed(2);
  if (Number(size) === 0) return size;
  return `${value < 0 ? '−' : '+'}${size}`;
}

/** `+0.94 [+0.91 to +0.97]`: a difference with its 95% interval where there is one. */
export function formatDifference(value: number | null, interval: readonly [number, number] | null): string {
  return interval === null
    ? formatSigned(value)
    : `${formatSigned(value)} [${interval.map(formatSigned).join(' to ')}]`;
}
