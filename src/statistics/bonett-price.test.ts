import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/statistics/statistics-goldens.json' with { type: 'json' };
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { bonettPriceInterval } from './bonett-price.ts';

const table = fc
  .tuple(fc.nat(80), fc.nat(80), fc.nat(200))
  .map(([b, c, rest]) => [b, c, b + c + rest + 1] as const);

describe('bonettPriceInterval', () => {
  it.each(goldens.paired)('agrees with the definition on $b against $c of $n', ({ b, c, n, low, high }) => {
    const interval = bonettPriceInterval(b, c, n);
    expect(interval[0]).toBeCloseTo(low, 12);
    expect(interval[1]).toBeCloseTo(high, 12);
  });

  it('turns round with its arguments, stays in [−1, 1], and narrows with n', () => {
    fc.assert(
      fc.property(table, ([b, c, n]) => {
        const [low, high] = bonettPriceInterval(b, c, n);
        const [other, end] = bonettPriceInterval(c, b, n);
        expect(low).toBeCloseTo(-end, 12);
        expect(high).toBeCloseTo(-other, 12);
        expect(Math.max(Math.abs(low), Math.abs(high))).toBeLessThanOrEqual(1);
        const [more, most] = bonettPriceInterval(4 * b, 4 * c, 4 * n);
        expect(most - more).toBeLessThan(high - low);
      }),
    );
  });

  it('covers the true difference about as often as it says', () => {
    // All outcomes of n = 24 pairs with discordant shares .15 and .05, weighted by their probability.
    const [n, first, second] = [24, 0.15, 0.05];
    const logFactorial = (k: number): number =>
      Array.from({ length: k }, (_, i) => Math.log(i + 1)).reduce((a, b) => a + b, 0);
    let covered = 0;
    for (let b = 0; b <= n; b++)
      for (let c = 0; b + c <= n; c++) {
        const rest = n - b - c;
        const logWeight =
          logFactorial(n) -
          logFactorial(b) -
          logFactorial(c) -
          logFactorial(rest) +
          b * Math.log(first) +
          c * Math.log(second) +
          rest * Math.log(1 - first - second);
        const [low, high] = bonettPriceInterval(b, c, n);
        if (low <= first - second && first - second <= high) covered += Math.exp(logWeight);
      }
    expect(covered).toBeGreaterThan(0.94);
    expect(covered).toBeLessThan(0.99);
  });

  it('refuses what is not a count', () => {
    expect(() => bonettPriceInterval(3, 3, 5)).toThrow(InvalidInputError);
    expect(() => bonettPriceInterval(-1, 3, 5)).toThrow('are not counts');
  });
});
