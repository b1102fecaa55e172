import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/statistics/steady-goldens.json' with { type: 'json' };
import { designEffect } from './design-effect.ts';
import { rateOf, rateOfFlags } from './rate.ts';
import { studentQuantile } from './student-quantile.ts';
import { wilsonInterval } from './wilson.ts';

describe('rateOf', () => {
  it('gives k, n, their quotient and its Wilson interval', () => {
    expect(rateOf(3, 8)).toEqual({ k: 3, n: 8, rate: 0.375, interval: wilsonInterval(3, 8) });
  });

  it('has no value where nothing was counted', () => {
    expect(rateOf(0, 0)).toEqual({ k: 0, n: 0, rate: null, interval: null });
  });

  it('refuses more successes than trials', () => {
    expect(() => rateOf(2, 1)).toThrow('2 of 1');
  });
});

describe('rateOfFlags', () => {
  it('counts what is true', () => {
    expect(rateOfFlags([true, false, true, true])).toEqual(rateOf(3, 4));
    expect(rateOfFlags([])).toEqual(rateOf(0, 0));
    expect(rateOfFlags([], [])).toEqual(rateOf(0, 0));
  });

  it('is the same with groups of one prompt each', () => {
    expect(rateOfFlags([true, false, true], ['x', 'y', 'z'])).toEqual(rateOf(2, 3));
  });

  it('has the interval of n/deff prompts in groups', () => {
    const flags = [true, true, false, false, true, false, true, true];
    const groups = ['a', 'a', 'b', 'b', 'c', 'd', 'e', 'e'];
    // The rarer outcome is in two groups (b and d); complete correlation would be Σ n_g²/n = (4 + 4 + 1 + 1 + 4)/8.
    const deff = (2 * designEffect(flags.map(Number), groups) + 2 * (14 / 8)) / 4;
    expect(deff).toBeGreaterThan(1);
    expect(rateOfFlags(flags, groups)).toEqual({
      k: 5,
      n: 8,
      rate: 5 / 8,
      interval: wilsonInterval(5 / deff, 8 / deff, studentQuantile(4)),
      deff,
    });
  });

  it.each(goldens.rates)(
    'has the interval of statsmodels and scipy for $name',
    ({ flags, groups, ...golden }) => {
      const { deff, interval } = rateOfFlags(
        flags.map((flag) => flag === 1),
        groups,
      );
      expect(deff).toBeCloseTo(golden.deff, 8);
      for (const end of [0, 1]) expect(interval![end]).toBeCloseTo(golden.interval[end], 8);
    },
  );

  it('does not jump between no success and one, or all and all but one', () => {
    const groups = Array.from({ length: 200 }, (_, i) => (i < 149 ? 0 : i));
    const interval = (k: number) =>
      rateOfFlags(
        groups.map((_, i) => i >= 200 - k),
        groups,
      ).interval!;
    for (const [fewer, more] of [
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ]) {
      expect(interval(more)[1]).toBeGreaterThan(0.6 * interval(fewer)[1]);
      expect(interval(200 - more)[0]).toBeLessThan(1 - 0.6 * (1 - interval(200 - fewer)[0]));
    }
    expect(interval(1)[1]).toBeGreaterThan(0.4);
    // Half of the lonely prompts tell what the correlation is.
    expect(interval(26)[1]).toBeLessThan(0.5);
  });

  it('keeps the ends exact and says nothing from one group', () => {
    const groups = [1, 1, 2, 2, 3];
    expect(
      rateOfFlags(
        groups.map(() => false),
        groups,
      ).interval![0],
    ).toBe(0);
    expect(
      rateOfFlags(
        groups.map(() => true),
        groups,
      ).interval![1],
    ).toBe(1);
    expect(rateOfFlags([true, false, true], ['a', 'a', 'a']).interval).toEqual([0, 1]);
  });

  it('is never narrower than without groups', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(8)), { minLength: 1, maxLength: 60 }), (rows) => {
        const flags = rows.map(([flag]) => flag);
        const grouped = rateOfFlags(
          flags,
          rows.map(([, group]) => group),
        ).interval!;
        const alone = rateOfFlags(flags).interval!;
        expect(grouped[1] - grouped[0]).toBeGreaterThanOrEqual(alone[1] - alone[0] - 1e-12);
      }),
    );
  });
});
