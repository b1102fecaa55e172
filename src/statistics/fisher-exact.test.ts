import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/statistics/independent-goldens.json' with { type: 'json' };
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { fisherExact } from './fisher-exact.ts';

describe('fisherExact', () => {
  it.each(goldens.cases)('agrees with scipy on $k1/$n1 and $k2/$n2', ({ k1, n1, k2, n2, p }) => {
    const own = fisherExact(k1, n1, k2, n2);
    if (p < 1e-300) expect(own).toBeLessThan(1e-300);
    else expect(Math.abs(own / p - 1)).toBeLessThan(1e-8);
    expect(own).toBeGreaterThan(0);
  });

  it('does not depend on which sample comes first, nor on what counts as success', () => {
    const sample = fc
      .integer({ min: 1, max: 60 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(sample, sample, ([k1, n1], [k2, n2]) => {
        const p = fisherExact(k1, n1, k2, n2);
        expect(p).toBeLessThanOrEqual(1);
        expect(fisherExact(k2, n2, k1, n1)).toBeCloseTo(p, 10);
        expect(fisherExact(n1 - k1, n1, n2 - k2, n2)).toBeCloseTo(p, 10);
      }),
    );
  });

  it('keeps its level: under every null rate at most 5% of the tables are below .05', () => {
    const [n1, n2] = [12, 17];
    const binomial = (n: number, rate: number): number[] => {
      const weights = [(1 - rate) ** n];
      for (let k = 0; k < n; k++) weights.push((weights[k] * (n - k) * rate) / ((k + 1) * (1 - rate)));
      return weights;
    };
    for (const rate of [0.05, 0.2, 0.5, 0.7]) {
      const [first, second] = [binomial(n1, rate), binomial(n2, rate)];
      let rejected = 0;
      for (const [k1, w1] of first.entries())
        for (const [k2, w2] of second.entries()) if (fisherExact(k1, n1, k2, n2) < 0.05) rejected += w1 * w2;
      expect(rejected).toBeGreaterThan(0);
      expect(rejected).toBeLessThanOrEqual(0.05);
    }
  });

  it.each([
    [0, 0, 1, 2],
    [3, 2, 1, 2],
    [-1, 2, 1, 2],
    [1, 2, 0.5, 2],
    [1, 2, 1, Number.NaN],
  ])('refuses %d of %d against %d of %d', (...counts) => {
    expect(() => fisherExact(...counts)).toThrow(InvalidInputError);
  });
});
