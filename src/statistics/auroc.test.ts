import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { auroc, aurocInterval } from './auroc.ts';
import { RandomStream } from './random-stream.ts';

const scores = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 12 });

describe('auroc', () => {
  it('counts pairs, ties by half', () => {
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        let wins = 0;
        for (const a of positives) for (const b of negatives) wins += a > b ? 1 : a === b ? 0.5 : 0;
        const { value, interval } = auroc(positives, negatives);
        expect(value).toBeCloseTo(wins / (positives.length * negatives.length), 12);
        expect(interval[0]).toBeLessThanOrEqual(value);
        expect(interval[1]).toBeGreaterThanOrEqual(value);
        const turned = auroc(negatives, positives);
        expect(turned.value).toBeCloseTo(1 - value, 12);
        expect(turned.interval[0]).toBeCloseTo(1 - interval[1], 8);
      }),
    );
  });

  it('has an interval of some width where the classes separate', () => {
    const [low, high] = aurocInterval(1, 30, 30);
    expect(high).toBe(1);
    expect(low).toBeGreaterThan(0.85);
    expect(low).toBeLessThan(0.95);
  });

  it('covers the true area about as often as it says', () => {
    // P(N(1, 1) > N(0, 1)) = Φ(1/√2).
    const truth = 0.7602499389065233;
    let covered = 0;
    for (let seed = 0; seed < 600; seed++) {
      const random = new RandomStream(seed, 'coverage');
      const [low, high] = auroc(
        random.normals(24).map((value) => value + 1),
        random.normals(24),
      ).interval;
      if (low <= truth && truth <= high) covered++;
    }
    expect(covered / 600).toBeGreaterThan(0.92);
    expect(covered / 600).toBeLessThan(0.985);
  });

  it('refuses an empty class and NaN', () => {
    expect(() => auroc([], [1])).toThrow(InvalidInputError);
    expect(() => auroc([1], [Number.NaN])).toThrow('not a number');
  });
});
