import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEFAULT_STYLE } from '../../src/methods/method-style.ts';
import { METHODS } from '../../src/methods/methods.ts';
import { pageStyles } from '../../src/report/page/page-styles.ts';
import { fullResultsFixture } from '../report/full-results-fixture.ts';
import { ciede2000, colourDifference, VISIONS } from './colour-difference.ts';

/** Ten times what can just be told apart: a reader finds a mark's colour again in a key. */
const LEAST = 10;

const css = readFileSync(new URL('../../pages/report/src/styles/theme.css', import.meta.url), 'utf8');
const variables = new Map(
  [...css.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map(
    ([, name, light, dark]) => [name, { light, dark }],
  ),
);
const variable = (name: string): readonly [string, { light: string; dark: string }] => [
  name,
  variables.get(name)!,
];
/** Those that audits compare: the others have no colour of their own. */
const methods = METHODS.filter(({ style }) => style !== DEFAULT_STYLE).flatMap(
  ({ name, style: { colour, page, higherRanks } }) => [
    [name, page ?? { light: colour, dark: colour }] as const,
    ...(higherRanks ? [[`${name}, K > 1`, higherRanks.page] as const] : []),
  ],
);
const baseline = pageStyles(fullResultsFixture()).baseline.shades;

/** Colours that stand for something and share a panel. Lines of the frame (budget, claimed depths) are told by their form. */
const PANELS = {
  'arms by method, and the unattacked model': [...methods, ['baseline', baseline] as const],
  'lines over depth, and controls': [...methods, variable('control')],
  judges: [1, 2, 3, 4, 5, 6].map((i) => variable(`palette-${i}`)),
  'geometry: distances': [variable('palette-2'), variable('palette-1'), variable('control')],
  'geometry: eigenvalues': ['palette-4', 'palette-3', 'palette-5', 'control'].map(variable),
  'robustness, two runs': [variable('palette-1'), variable('palette-2')],
  'clouds and changed prompts': [variable('harmless'), variable('forbidden')],
};

test('differences of colours are those that the equations’ authors publish', () => {
  for (const [a, b, published] of [
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ] as const)
    expect(ciede2000(a, b)).toBeCloseTo(published, 4);
});

test('who confuses red with green sees them nearer to each other than others do; white stays white to all', () => {
  expect(colourDifference('#ff0000', '#00aa00', 'normal vision')).toBeGreaterThan(60);
  for (const vision of ['protanopia', 'deuteranopia'] as const)
    expect(colourDifference('#b05000', '#808000', vision)).toBeLessThan(
      colourDifference('#b05000', '#808000', 'normal vision') / 2,
    );
  for (const vision of VISIONS) expect(colourDifference('#ffffff', '#ffffff', vision)).toBe(0);
});

describe.each(Object.entries(PANELS))('%s', (_, colours) => {
  test.each(['light', 'dark'] as const)('in %s can be told apart by everyone', (side) => {
    const near = colours.flatMap(([first, a], i) =>
      colours.slice(i + 1).flatMap(([second, b]) =>
        VISIONS.map((vision) => ({
          first,
          second,
          vision,
          apart: colourDifference(a[side], b[side], vision),
        })),
      ),
    );
    expect(near.length).toBeGreaterThanOrEqual(VISIONS.length);
    expect(near.filter(({ apart }) => !(apart >= LEAST))).toEqual([]);
  });
});
