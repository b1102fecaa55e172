import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { ratioEstimate } from './estimate.ts';
import { RandomStream } from './random-stream.ts';
import { type RatioSample, ratioDifference } from './ratio-difference.ts';

const random = new RandomStream(3, 'ratios');
const sample = (n: number, mean: number, common?: Float64Array): RatioSample => {
  const weights = Array.from({ length: n }, () => 5 + random.below(20));
  return {
    weights,
    totals: weights.map(
      (weight, i) => weight * (mean + 0.3 * (common?.[i] ?? random.normal()) + 0.05 * random.normal()),
    ),
  };
};
const width = ([low, high]: readonly [number, number]): number => high - low;

describe('ratioDifference', () => {
  const [a, b] = [sample(50, 2), sample(80, 1.5)];

  it('of independent samples adds the variances that ratioEstimate has', () => {
    const { value, interval, n } = ratioDifference(a, b, false);
    const [first, second] = [ratioEstimate(a.totals, a.weights), ratioEstimate(b.totals, b.weights)];
    expect(value).toBeCloseTo(first.value! - second.value!, 12);
    expect(width(interval!)).toBeCloseTo(Math.hypot(width(first.interval!), width(second.interval!)), 10);
    expect(n).toBe(50);
  });

  it('of pairs lets what they have in common cancel', () => {
    const common = random.normals(60);
    const [x, y] = [sample(60, 2, common), sample(60, 1.9, common)];
    expect(width(ratioDifference(x, y, true).interval!)).toBeLessThan(
      width(ratioDifference(x, y, false).interval!) / 2,
    );
    expect(ratioDifference(x, x, true)).toEqual({ value: 0, n: 60, interval: [0, 0] });
  });

  it('of pairs with equal weights is the interval of the mean difference', () => {
    const weights = new Array<number>(40).fill(1);
    const [x, y] = [0, 1].map(() => ({ totals: [...random.normals(40)], weights }));
    const means = ratioEstimate(x.totals.map((value, i) => value - y.totals[i]));
    const { value, interval } = ratioDifference(x, y, true);
    expect(value).toBeCloseTo(means.value!, 12);
    expect(interval![0]).toBeCloseTo(means.interval![0], 12);
  });

  it('covers the truth in about 95% of samples, paired and not', () => {
    const trials = 600;
    for (const paired of [true, false]) {
      let covered = 0;
      for (let trial = 0; trial < trials; trial++) {
        const common = random.normals(40);
        const [x, y] = [sample(40, 1, common), sample(40, 0.8, paired ? common : undefined)];
        const [low, high] = ratioDifference(x, y, paired).interval!;
        if (low <= 0.2 && 0.2 <= high) covered++;
      }
      expect(covered / trials).toBeGreaterThan(0.92);
      expect(covered / trials).toBeLessThan(0.98);
    }
  });

  it('is as wide as single prompts where every prompt is there twice, and has no interval of one group', () => {
    const twice = ({ totals, weights }: RatioSample): RatioSample => ({
      totals: [...totals, ...totals],
      weights: [...weights, ...weights],
      groups: [...totals.keys(), ...totals.keys()],
    });
    const single = width(ratioDifference(a, b, false).interval!);
    const doubled = width(ratioDifference(twice(a), twice(b), false).interval!);
    // Student's t of 49 degrees of freedom in the place of 1.96.
    expect(doubled / single).toBeCloseTo(2.0096 / 1.96, 3);
    const one = { ...a, groups: a.totals.map(() => 'g') };
    expect(ratioDifference(one, one, true).interval).toBeNull();
  });

  it('has no value where a ratio is infinite, and refuses nothing', () => {
    const infinite = { totals: [Number.POSITIVE_INFINITY, 1], weights: [1, 1] };
    expect(ratioDifference(infinite, a, false)).toEqual({ value: null, n: 2, interval: null });
    expect(() => ratioDifference({ totals: [], weights: [] }, a, false)).toThrow(InvalidInputError);
    expect(() => ratioDifference({ totals: [1], weights: [0] }, a, false)).toThrow(InvalidInputError);
  });
});
