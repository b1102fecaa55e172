import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/statistics/grouped-goldens.json' with { type: 'json' };
import { isotonicRegression } from './isotonic-regression.ts';

const points = fc.array(
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 5, noNaN: true })),
  { minLength: 1, maxLength: 20 },
);

describe('isotonicRegression', () => {
  it.each(goldens.isotonic)('agrees with scikit-learn on $values', ({ values, weights, fitted }) => {
    isotonicRegression(values, weights).forEach((value, i) => {
      expect(value).toBeCloseTo(fitted[i], 12);
    });
  });

  it('does not decrease, keeps the weighted mean, leaves what ascends alone, and is a projection', () => {
    fc.assert(
      fc.property(points, (rows) => {
        const [values, weights] = [rows.map(([value]) => value), rows.map(([, weight]) => weight)];
        const fitted = isotonicRegression(values, weights);
        fitted.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(i ? fitted[i - 1] : 0);
        });
        const mean = (of: readonly number[]) => of.reduce((sum, value, i) => sum + value * weights[i], 0);
        expect(mean(fitted)).toBeCloseTo(mean(values), 9);
        isotonicRegression(fitted, weights).forEach((value, i) => {
          expect(value).toBeCloseTo(fitted[i], 12);
        });
        const ascending = values.toSorted((a, b) => a - b);
        expect(isotonicRegression(ascending, weights)).toEqual(ascending);
      }),
    );
  });

  it('is nearer than any other ascending sequence', () => {
    fc.assert(
      fc.property(
        points,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 }),
        (rows, other) => {
          const [values, weights] = [rows.map(([value]) => value), rows.map(([, weight]) => weight)];
          const distance = (fit: readonly number[]) =>
            values.reduce((sum, value, i) => sum + weights[i] * (value - fit[i]) ** 2, 0);
          const rival = other.slice(0, rows.length).sort((a, b) => a - b);
          expect(distance(isotonicRegression(values, weights))).toBeLessThanOrEqual(distance(rival) + 1e-12);
        },
      ),
    );
  });
});
