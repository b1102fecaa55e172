import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wilsonInterval } from '../statistics/wilson.ts';
import { formatAgainst } from './format-against.ts';
import { formatCensoredDamage, formatHalfDamage } from './format-censored-damage.ts';
import { formatCount } from './format-count.ts';
import { formatDuration, formatRoughDuration } from './format-duration.ts';
import { formatFraction } from './format-fraction.ts';
import { formatInterval } from './format-interval.ts';
import { formatNumber } from './format-number.ts';
import { formatPercent, formatPercentInterval, percentDigits } from './format-percent.ts';
import { formatPoints, formatPointsDifference } from './format-points.ts';
import { formatProbability, probabilityText } from './format-probability.ts';
import { formatFullRate, formatRate } from './format-rate.ts';
import { formatDifference, formatSigned } from './format-signed.ts';
import { damageInCell, percentInCell } from './in-cell.ts';
import { storedPoints } from './stored-points.ts';

const MOST = 1e6;
/** k < n ≤ 10⁶ with k > 0: neither 0 nor 1. */
const counts = fc
  .integer({ min: 2, max: MOST })
  .chain((n) => fc.tuple(fc.integer({ min: 1, max: n - 1 }), fc.constant(n)));
const inside = fc.oneof(
  counts.map(([k, n]) => k / n),
  fc.double({ min: Number.MIN_VALUE, max: 1 - Number.EPSILON, noNaN: true }),
);
const difference = fc.oneof(
  fc.tuple(counts, counts).map(([[k, n], [j, m]]) => k / n - j / m),
  fc.double({ min: -1, max: 1, noNaN: true }),
);

/** What a reader takes a text for: a bound counts as lying beyond itself. */
function read(text: string): number {
  const plain = text.replace(/[%()]/g, '').replace('−', '-').replace('+', '');
  const found = /^(-?)(<|>)? ?([\d.]+(?:e-?\d+)?)$/.exec(plain)!;
  const size = Number(found[3]);
  const value = found[2] === undefined ? size : found[2] === '<' ? size / 2 : size * (1 + 1e-9);
  return found[1] === '-' ? -value : value;
}

/** The forms that a proportion is written in, each in its own unit. */
const PROPORTIONS = [
  ['per cent', formatPercent, 100],
  ['per cent without its sign', percentDigits, 100],
  ['per cent in a cell', percentInCell, 100],
  ['fraction', formatFraction, 1],
] as const;

describe.each(PROPORTIONS)('a proportion as %s', (_, text, whole) => {
  test('is 0 or 1 where it is, and nowhere else', () => {
    expect([read(text(0)), read(text(1))]).toEqual([0, whole]);
    fc.assert(
      fc.property(inside, (share) => {
        const value = read(text(share));
        expect(value).toBeGreaterThan(0);
        if (text === percentInCell && share > 0.5) expect(text(share)).not.toBe('100');
        else expect(value).not.toBe(whole);
      }),
    );
  });

  test('does not fall where it grows', () => {
    fc.assert(
      fc.property(fc.oneof(inside, fc.constantFrom(0, 1)), inside, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(read(text(low))).toBeLessThanOrEqual(read(text(high)));
      }),
    );
  });
});

test('a measured number that is a share does not read as 0 or 1, and does not fall where it grows', () => {
  fc.assert(
    fc.property(counts, ([k, n]) => {
      expect(read(formatNumber(k / n))).toBeGreaterThan(0);
      expect(read(formatNumber(k / n))).toBeLessThan(1);
    }),
  );
  const positive = fc.double({ min: 1e-9, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(positive, positive, (a, b) => {
      expect(read(formatNumber(Math.min(a, b)))).toBeLessThanOrEqual(read(formatNumber(Math.max(a, b))));
    }),
  );
});

describe.each([
  ['points', formatPoints],
  ['signed fraction', formatSigned],
] as const)('a difference in %s', (_, text) => {
  test('is nothing only where it is, has its sign, and no sign where it is nothing', () => {
    expect(text(0)).not.toMatch(/[−+-]/);
    expect(text(-0)).toBe(text(0));
    fc.assert(
      fc.property(difference, (value) => {
        fc.pre(value !== 0);
        expect(text(value)).toMatch(value < 0 ? /^−/ : /^\+/);
        expect(text(value)).toMatch(/[1-9]/);
        expect(text(value)).not.toContain('-');
        if (Math.abs(value) < 1)
          expect(Math.abs(read(text(value)))).not.toBe(text === formatPoints ? 100 : 1);
      }),
    );
  });

  test('does not fall where it grows', () => {
    fc.assert(
      fc.property(difference, difference, (a, b) => {
        expect(read(text(Math.min(a, b)))).toBeLessThanOrEqual(read(text(Math.max(a, b))));
      }),
    );
  });
});

test('a p-value is never 0, nor 1 where it is less, and does not fall where it grows', () => {
  fc.assert(
    fc.property(inside, inside, (a, b) => {
      expect(probabilityText(a)).toMatch(/^(< \.001|> \.99|\.\d+)$/);
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(read(probabilityText(low))).toBeLessThanOrEqual(read(probabilityText(high)));
    }),
  );
  expect([3.3e-52, 0.00004, 0.0042, 0.05, 0.0997, 0.63, 0.996, 1].map((p) => formatProbability(p))).toEqual([
    'p < .001',
    'p < .001',
    'p = .0042',
    'p = .050',
    'p = .10',
    'p = .63',
    'p > .99',
    'p = 1',
  ]);
});

test('the ends of an interval are written as its value is, and an interval of nothing is left out', () => {
  fc.assert(
    fc.property(counts, ([k, n]) => {
      const interval = wilsonInterval(k, n);
      const [low, high] = interval.map(percentDigits);
      const text = formatPercentInterval(interval);
      if (low === high) expect(text).toBe('');
      else expect(text.replace(' to ', '–')).toBe(` [${low}–${high}%]`);
      expect(text).not.toMatch(/\[0[–%]|–100%/);
    }),
  );
  expect(formatInterval([0.834, 0.831], formatFraction)).toBe('');
  expect(formatPercentInterval([0.5, 0.5])).toBe('');
  expect(formatPointsDifference(-0.0021, [-0.06, -0.0004])).toBe('−0.2 [−6 to −0.04]');
  expect(formatDifference(0.004, [-0.001, 0.0086])).toBe('+0.004 [−0.001 to +0.009]');
});

test.each([
  [199, 200, '199/200, 99.5% [97–99.91%]'],
  [1, 200, '1/200, 0.5% [0.09–3%]'],
  [0, 200, '0/200, 0% [0–2%]'],
  [200, 200, '200/200, 100% [98–100%]'],
  [1, 3, '1/3, 33% [6–79%]'],
  [190, 200, '190/200, 95% [91–97%]'],
  [999_999, 1e6, '999999/1000000, 99.9999%'],
])('%d of %d is written %s', (k, n, text) => {
  const rate = { k, n, interval: n === 1e6 ? null : wilsonInterval(k, n) };
  expect(formatFullRate(rate)).toBe(text);
  expect(formatRate(rate)).toBe(text.replace(/, [\d.]+%/, ''));
  expect(text).toContain(formatPercent(k / n));
});

test.each([
  [0.004, '0.0040', '.004'],
  [0.0004, '4.0e-4', '<.001'],
  [0, '0', '0'],
  [0.012, '0.012', '.012'],
  [0.0996, '0.10', '.10'],
  [0.34, '0.34', '.34'],
  [0.9951, '0.995', '0.995'],
  [1.98, '1.98', '1.98'],
])('a damage of %d is written %s, in a cell %s', (nats, text, cell) => {
  expect([formatNumber(nats), damageInCell(nats)]).toEqual([text, cell]);
});

test('D50 says where it lies beyond the budgets, and drops an interval that says nothing more', () => {
  const below = { kind: 'below', bound: 0.001 } as const;
  const exact = { kind: 'exact', value: 0.0031 } as const;
  expect(formatHalfDamage({ value: below, interval: [below, below] })).toBe('below the smallest budget');
  expect(formatHalfDamage({ value: below, interval: [below, exact] })).toBe(
    'below the smallest budget [< 0.001 to 0.0031]',
  );
  expect(formatCensoredDamage({ kind: 'above', bound: 1 })).toBe('> 1');
});

test('a value held against a limit does not read as the limit', () => {
  expect(formatAgainst(0.2004, 0.2, formatPercent)).toBe('20.04%');
  expect(formatAgainst(0.07, 0.07, formatPercent)).toBe('7%');
  expect(formatAgainst(0.0700001, 0.07, formatPercent)).toBe('7.00001%');
  expect(formatAgainst(0.1003, 0.1, formatNumber)).toBe('0.1003');
  expect(formatAgainst(0.3, 0.2, formatPercent)).toBe('30%');
});

test('counts have their thousands set off, long times are days', () => {
  expect([999, 12_345, 1_234_567.4].map(formatCount)).toEqual(['999', '12,345', '1,234,567']);
  const days = 24 * 3600;
  expect([47 * 3600, 2 * days + 1, 9.96 * days, 86 * days].map(formatDuration)).toEqual([
    '47 h 0 min',
    '2.0 days',
    '10 days',
    '86 days',
  ]);
  expect([90, 1800, 7.5 * 3600, 2055.1 * 3600].map(formatRoughDuration)).toEqual([
    '90 s',
    '30 min',
    '7.5 h',
    '86 days',
  ]);
});

test('points that were cut to nothing or to all are written as what they were cut from', () => {
  expect(['+88', '−0', '+0', '+100', '−100'].map(storedPoints)).toEqual([
    '+88',
    '> −0.5',
    '< +0.5',
    '> +99.5',
    '< −99.5',
  ]);
});
