import { decimalsApart } from './decimals-apart.ts';
import { formatInterval } from './format-interval.ts';

/**
 * A share in [0, 1] as a percentage; `n/a` for null and for what is not finite. Whole, but what is not 0 or 1 never reads as
 * `0%` or `100%`.
 *
 * @example
 * formatPercent(199 / 200); // '99.5%'
 */
export function formatPercent(share: number | null): string {
  return share === null || !Number.isFinite(share) ? 'n/a' : `${percentDigits(share)}%`;
}

/** The same without its sign, where a neighbour says per cent: `99.5`. */
export function percentDigits(share: number): string {
  return `${share < 0 ? '−' : ''}${decimalsApart(Math.abs(100 * share), 100, 0)}`;
}

/** ` [91–97%]` with a space before it; empty without an interval and where both ends read alike. */
export function formatPercentInterval(interval: readonly [number, number] | null): string {
  return formatInterval(interval, percentDigits, '%');
}

/** How far something is that has a known end: whole per cent, 100 only at the end. */
export function formatProgress(share: number): string {
  return `${Math.floor(100 * share)}%`;
}

/** A limit that somebody set, with all its digits: 0.125 → `12.5%`. */
export function formatPercentLimit(share: number): string {
  return `${Number((100 * share).toPrecision(12))}%`;
}
