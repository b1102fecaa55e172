/** The end of an interval around a small count, which may lie between two: `2`, `2.5`. */
export function formatLeastCount(bound: number): string {
  return String(Number(bound.toFixed(1)));
}
