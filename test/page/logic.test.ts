import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { damageScale } from '../../pages/report/src/chart/damage-scale.ts';
import { ellipseOf } from '../../pages/report/src/chart/ellipse-of.ts';
import { logScale } from '../../pages/report/src/chart/log-scale.ts';
import { formatHash, NOTHING_SELECTED, parseHash } from '../../pages/report/src/state/selection.ts';
import { flipsOf } from '../../pages/report/src/text/flips-of.ts';
import { METHODS } from '../../src/methods/methods.ts';
import { formatTick } from '../../src/wording/format-tick.ts';

describe('the address', () => {
  test('gives a selection back', () => {
    const selection = { layer: 7, arm: 'pca-ot@7/k1', versus: 'rfa@8', lines: ['rfa', 'pca-ot K=1'] };
    expect(formatHash(selection)).toBe('#layer=7&arm=pca-ot@7/k1&vs=rfa@8&lines=rfa,pca-ot+K%3D1');
    expect(parseHash(formatHash(selection))).toEqual(selection);
    expect(formatHash(NOTHING_SELECTED)).toBe('');
  });

  test('of a section, or with nonsense, selects nothing', () => {
    for (const hash of ['', '#', '#arms', '#layer=x', '#layer=-1'])
      expect(parseHash(hash)).toEqual(NOTHING_SELECTED);
  });
});

test('the ellipse of points along a slope lies along it and holds 95% of their Gaussian', () => {
  const points = Array.from({ length: 400 }, (_, i) => {
    const [u, v] = [Math.cos(i * 2.399963) * Math.sqrt(i / 400), Math.sin(i * 2.399963) * Math.sqrt(i / 400)];
    return [10 + 3 * u - v, 20 + 3 * u + v] as const;
  });
  const { x, y, rx, ry, degrees } = ellipseOf(points)!;
  expect(x).toBeCloseTo(10, 0);
  expect(y).toBeCloseTo(20, 0);
  expect(degrees).toBeCloseTo(45, 0);
  // Uniform in the unit disc: variance ¼ along each axis before the stretch by 3√2 and √2.
  expect(rx / (3 * Math.SQRT2)).toBeCloseTo(Math.sqrt(-2 * Math.log(0.05)) / 2, 1);
  expect(rx / ry).toBeCloseTo(3, 1);
  expect(ellipseOf(points.slice(0, 2))).toBeNull();
});

test('logarithmic axes hold zero and infinity at their ends and few ticks', () => {
  const scale = damageScale([0, 0.02, 5, Number.POSITIVE_INFINITY], [0, 400]);
  expect(scale.at(0)).toBe(0);
  expect(scale.at(Number.POSITIVE_INFINITY)).toBe(400);
  expect(scale.ticks).toContain(0.1);
  const wide = logScale([1e-10, 1e5], [0, 120]);
  expect(wide.at(1e-10)).toBe(0);
  expect(wide.ticks.length).toBeLessThanOrEqual(5);
  expect(logScale([0.36, 4.8], [0, 120]).ticks).toEqual([0.5, 1, 2, 5]);
  expect([0.5, 20, 1000, 1e5, 1e-5].map(formatTick)).toEqual(['0.5', '20', '1000', '10⁵', '10⁻⁵']);
});

test('prompts are compared by their right answers', () => {
  const prompts = { set: 'forbidden', ids: ['p', 'q', 'r', 's', 't'], outcomes: { a: 'ccrrr', b: 'crcrx' } };
  expect(flipsOf(prompts, 'a', 'b').map(({ kind }) => kind)).toEqual([
    'both',
    'lost',
    'gained',
    'same',
    'changed',
  ]);
});

describe('colours', () => {
  const css = readFileSync(new URL('../../pages/report/src/styles/theme.css', import.meta.url), 'utf8');
  const pairs = [...css.matchAll(/(--[\w-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)];
  const shades = METHODS.flatMap(({ name, style }) => [
    ...(style.page ? [[`method ${name}`, style.page] as const] : []),
    ...(style.higherRanks ? [[`method ${name} K > 1`, style.higherRanks.page] as const] : []),
  ]);
  const sets = [2, 3].map((at) => ({
    ...Object.fromEntries(pairs.map((pair) => [pair[1], pair[at]])),
    ...Object.fromEntries(shades.map(([name, { light, dark }]) => [name, at === 2 ? light : dark])),
  }));

  test('all have a light and a dark side', () => {
    expect(pairs.length + shades.length).toBeGreaterThan(25);
    expect(shades.length).toBeGreaterThan(9);
    expect(css.match(/#[0-9a-f]{3,8}\b/g)).toHaveLength(2 * pairs.length);
  });

  test.each([0, 1])('of text have a contrast of 4.5 and of marks of 3 with their ground (set %i)', (set) => {
    for (const [name, value] of Object.entries(sets[set])) {
      const least = /^--(ink|muted|accent|good|bad|amber|open)$/.test(name) ? 4.5 : 3;
      if (
        !/^(method |--(palette-|unknown|ink|muted|accent$|good$|bad$|amber$|open$|harmless|forbidden|control))/.test(
          name,
        )
      )
        continue;
      for (const ground of ['--ground', '--surface'])
        expect(contrast(value, sets[set][ground]), `${name} on ${ground}`).toBeGreaterThanOrEqual(least);
    }
  });
});

/** WCAG 2.2's contrast ratio of two colours. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}
