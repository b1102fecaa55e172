/** Quantile at `level` in [0, 1] of ascending values, linear between neighbours (Hyndman and Fan's type 7). */
export function quantile(ascending: Float64Array, level: number): number {
  const at = level * (ascending.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, ascending.length - 1);
  return ascending[low] + (at - low) * (ascending[high] - ascending[low]);
}
