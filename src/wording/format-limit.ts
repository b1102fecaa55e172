/** A limit that somebody set, such as a number of cores, with at most two decimals: `2`, `1.5`. */
export function formatLimit(value: number): string {
  return String(Number(value.toFixed(2)));
}
