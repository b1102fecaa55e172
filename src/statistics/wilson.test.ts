import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/statistics/statistics-goldens.json' with { type: 'json' };
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { wilsonInterval, Z95 } from './wilson.ts';

describe('wilsonInterval', () => {
  it.each(goldens.wilson)('agrees with scipy on $k of $n', ({ k, n, low, high }) => {
    const [lower, upper] = wilsonInterval(k, n);
    expect(lower).toBeCloseTo(low, 12);
    expect(upper).toBeCloseTo(high, 12);
  });

  it('holds the proportion, stays in [0, 1] and mirrors k ↔ n − k', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const k = Math.round(share * n);
          const [low, high] = wilsonInterval(k, n);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(k / n);
          expect(high).toBeGreaterThanOrEqual(k / n);
          const [mirroredLow, mirroredHigh] = wilsonInterval(n - k, n);
          expect(low).toBeCloseTo(1 - mirroredHigh, 12);
          expect(high).toBeCloseTo(1 - mirroredLow, 12);
        },
      ),
    );
  });

  it('has the bounds at which the score test is just significant', () => {
    for (const bound of wilsonInterval(31, 100))
      expect(Math.abs(0.31 - bound) / Math.sqrt((bound * (1 - bound)) / 100)).toBeCloseTo(Z95, 10);
  });

  it('is exactly 0 or 1 at the ends', () => {
    for (let n = 1; n <= 300; n++) {
      expect(wilsonInterval(0, n)[0]).toBe(0);
      expect(wilsonInterval(n, n)[1]).toBe(1);
    }
  });

  it.each([
    [0, 0],
    [-1, 5],
    [6, 5],
    [Number.NaN, 5],
    [1, Number.NaN],
  ])('refuses %d of %d', (k, n) => {
    expect(() => wilsonInterval(k, n)).toThrow(InvalidInputError);
  });
});
