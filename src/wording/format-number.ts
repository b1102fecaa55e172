import { decimalsApart } from './decimals-apart.ts';

/** What differs less from 1 is a rounding error. */
const SMALLEST_REST = 5e-7;

/**
 * A measured number for readers: two or three significant digits, powers of ten below 0.001 and from 10,000 on
 * (0.0003 → `3.0e-4`, 0.05 → `0.050`, 1.984 → `1.98`, 123456 → `1.2e5`), `n/a` for null and for what is not a number. A share that
 * is not 1 does not read as 1: 0.9951 → `0.995`.
 */
export function formatNumber(value: number | null): string {
  if (value === null || Number.isNaN(value)) return 'n/a';
  return `${value < 0 ? '−' : ''}${sizeText(Math.abs(value))}`;
}

/** A change of a measured number, with its sign: `+0.050`, `−1.98`, `0`. */
export function formatChange(value: number | null): string {
  return `${value !== null && value > 0 ? '+' : ''}${formatNumber(value)}`;
}

function sizeText(size: number): string {
  if (!Number.isFinite(size)) return '∞';
  if (size === 0) return '0';
  if (size < 0.001 || size >= 9999.5) return size.toExponential(1).replace('e+', 'e');
  if (size < 0.0995) return size.toPrecision(2);
  if (size >= 0.995 && 1 - size > SMALLEST_REST) return decimalsApart(size, 1, 2);
  return size.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}
