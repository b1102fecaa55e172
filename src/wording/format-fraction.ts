import { decimalsApart } from './decimals-apart.ts';

/**
 * A number between 0 and 1 that is read as such (R, AUROC, κ, depth, similarity): two decimals, and more where it would read as 0 or
 * 1 and is not; `n/a` for null and for what is not finite. 0.995 → `0.995`, 0.834 → `0.83`.
 */
export function formatFraction(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return 'n/a';
  return `${value < 0 ? '−' : ''}${decimalsApart(Math.abs(value), 1, 2)}`;
}
