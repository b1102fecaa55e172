import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/statistics/independent-goldens.json' with { type: 'json' };
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { newcombeInterval } from './newcombe.ts';
import { rateOf, rateOfFlags } from './rate.ts';

const sample = fc
  .integer({ min: 1, max: 400 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe('newcombeInterval', () => {
  it.each(goldens.cases)('agrees with statsmodels on $k1/$n1 − $k2/$n2', ({ k1, n1, k2, n2, low, high }) => {
    const [lower, upper] = newcombeInterval(rateOf(k1, n1), rateOf(k2, n2));
    expect(lower).toBeCloseTo(low, 10);
    expect(upper).toBeCloseTo(high, 10);
  });

  it('holds the difference, stays in [−1, 1] and mirrors when the samples change places', () => {
    fc.assert(
      fc.property(sample, sample, ([k1, n1], [k2, n2]) => {
        const [low, high] = newcombeInterval(rateOf(k1, n1), rateOf(k2, n2));
        const difference = k1 / n1 - k2 / n2;
        expect(low).toBeLessThanOrEqual(difference);
        expect(high).toBeGreaterThanOrEqual(difference);
        expect(low).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(high).toBeLessThanOrEqual(1 + 1e-12);
        const [backLow, backHigh] = newcombeInterval(rateOf(k2, n2), rateOf(k1, n1));
        expect(backLow).toBeCloseTo(-high, 12);
        expect(backHigh).toBeCloseTo(-low, 12);
      }),
    );
  });

  it('is wider where prompts are in groups', () => {
    const flags = Array.from({ length: 40 }, (_, i) => i < 20);
    const grouped = rateOfFlags(
      flags,
      flags.map((_, i) => i >> 2),
    );
    const width = ([low, high]: readonly [number, number]): number => high - low;
    expect(width(newcombeInterval(grouped, rateOf(10, 40)))).toBeGreaterThan(
      width(newcombeInterval(rateOf(20, 40), rateOf(10, 40))),
    );
  });

  it('refuses a rate of nothing', () => {
    expect(() => newcombeInterval(rateOf(0, 0), rateOf(1, 2))).toThrow(InvalidInputError);
  });
});
