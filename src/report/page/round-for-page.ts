/** Four significant digits: more than a figure shows. NaN is a value that is missing. */
export function roundForPage(value: number | null): number | null {
  if (value === null || Number.isNaN(value)) return null;
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : value;
}
