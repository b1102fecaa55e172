import { InvalidInputError } from '../../errors/invalid-input-error.ts';

/** px of CSS, which SVG counts in, per unit. */
const UNITS: Readonly<Record<string, number>> = { px: 1, pt: 96 / 72, mm: 96 / 25.4, cm: 96 / 2.54, in: 96 };
const LEAST = 3;
const MOST = 20;

/** `3.25in`, `82mm`, `234pt` → px. Throws {@link InvalidInputError} on what is not a width, and where axes and words have no room in it. */
export function parseWidth(text: string): number {
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)\s*(px|pt|mm|cm|in)\s*$/.exec(text) ?? [];
  if (digits === undefined)
    throw new InvalidInputError(
      `\`width: ${text}\``,
      'is not a width',
      'Give a number with its unit: 3.25in, 8.2cm, 82mm, 234pt or 312px.',
    );
  const pixels = Number(digits) * UNITS[unit];
  if (pixels < LEAST * UNITS.in || pixels > MOST * UNITS.in)
    throw new InvalidInputError(
      `\`width: ${text}\``,
      `is not from ${LEAST} to ${MOST} inches`,
      'A column of a paper has 3.25in.',
    );
  return Math.round(pixels);
}
