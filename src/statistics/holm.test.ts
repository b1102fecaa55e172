import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/statistics/statistics-goldens.json' with { type: 'json' };
import { holmAdjusted } from './holm.ts';

const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });

describe('holmAdjusted', () => {
  it.each(goldens.holm)('agrees with the definition on $p', ({ p, adjusted }) => {
    holmAdjusted(p).forEach((value, i) => {
      expect(value).toBeCloseTo(adjusted[i], 14);
    });
  });

  it('lies between p and Bonferroni’s m p, at most 1, in the order of p', () => {
    fc.assert(
      fc.property(probabilities, (p) => {
        const adjusted = holmAdjusted(p);
        expect(adjusted).toHaveLength(p.length);
        p.forEach((value, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(value);
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, p.length * value));
          p.forEach((other, j) => {
            if (other < value) expect(adjusted[j]).toBeLessThanOrEqual(adjusted[i]);
            if (other === value) expect(adjusted[j]).toBe(adjusted[i]);
          });
        });
      }),
    );
  });

  it('goes with its tests, whatever their order', () => {
    fc.assert(
      fc.property(probabilities, (p) => {
        expect(holmAdjusted(p.toReversed()).reverse()).toEqual(holmAdjusted(p));
      }),
    );
  });

  it('adjusts nothing of nothing', () => {
    expect(holmAdjusted([])).toEqual([]);
  });
});
