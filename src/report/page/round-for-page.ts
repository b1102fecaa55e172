import { formatNumber } from '../../wording/format-number.ts';

const DIGITS = 4;
const EXACT = 17;

/**
 * Four significant digits, which is more than a figure shows, or as many more as `text` needs to read as it does of the whole number.
 * NaN is a value that is missing.
 */
export function roundForPage(
  value: number | null,
  text: (value: number) => string = formatNumber,
): number | null {
  if (value === null || Number.isNaN(value)) return null;
  if (!Number.isFinite(value)) return value;
  for (let digits = DIGITS; digits < EXACT; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (text(rounded) === text(value)) return rounded;
  }
  return value;
}
