/** A step of a grid: `times` · 10^`power`, where `times` is 1, 2 or 5. */
export type GridStep = readonly [times: number, power: number];

const TIMES = [1, 2, 5];
/** Each number is two characters of these. */
const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE = CHARACTERS.length;
/** As many steps on either side of zero as two characters can say. */
const HALF = BASE ** 2 / 2;
/** Steps from zero to the largest number, at most: finer than a screen shows, and within {@link HALF}. */
const MOST = 1000;

/** The smallest step by which no number is more than {@link MOST} steps from zero. */
export function gridStep(most: number): GridStep {
  if (!(most > 0)) return [1, 0];
  for (let power = Math.floor(Math.log10(most / MOST)); ; power++)
    for (const times of TIMES) if (most <= MOST * gridNumber(1, [times, power])) return [times, power];
}

/** So many steps, as the decimal number that they are: divided by a power of ten, which rounds correctly, and never multiplied by a fraction. */
export const gridNumber = (steps: number, [times, power]: GridStep): number =>
  power < 0 ? (steps * times) / 10 ** -power : steps * times * 10 ** power;

/** The nearest number on the grid; never −0. */
export const toGrid = (value: number, step: GridStep): number =>
  gridNumber(Math.round(value / gridNumber(1, step)), step) + 0;

/** Numbers on a grid as text, two characters each. */
export const packGrid = (values: readonly number[], step: GridStep): string =>
  values
    .map((value) => {
      const place = Math.round(value / gridNumber(1, step)) + HALF;
      return `${CHARACTERS[Math.floor(place / BASE)]}${CHARACTERS[place % BASE]}`;
    })
    .join('');

/** What {@link packGrid} was given. */
export const unpackGrid = (text: string, step: GridStep): number[] =>
  Array.from({ length: text.length / 2 }, (_, i) => {
    const [high, low] = [CHARACTERS.indexOf(text[2 * i]), CHARACTERS.indexOf(text[2 * i + 1])];
    return gridNumber(high * BASE + low - HALF, step);
  });
