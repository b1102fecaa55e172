import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { andersonDarlingStatistic, andersonDarlingTest } from './anderson-darling.ts';
import { RandomStream } from './random-stream.ts';

describe('andersonDarlingTest', () => {
  it('does not depend on mean, deviation, sign or order', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: -100, max: 100, noNaN: true }),
        (seed, scale, offset) => {
          const sample = new RandomStream(seed, '').normals(20);
          const statistic = andersonDarlingStatistic(sample)!;
          const moved = sample.map((value) => offset - scale * value).reverse();
          expect(Math.abs(andersonDarlingStatistic(moved)! - statistic)).toBeLessThan(1e-6);
        },
      ),
    );
  });

  it('rejects normal samples as often as it says', () => {
    const ps = Array.from(
      { length: 1000 },
      (_, seed) => andersonDarlingTest(new RandomStream(seed, 'size').normals(16))!.p,
    );
    for (const level of [0.05, 0.2, 0.5]) {
      const share = ps.filter((p) => p <= level).length / ps.length;
      expect(Math.abs(share - level)).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / ps.length));
    }
  });

  it('has Stephens’ published quantiles: A² (1 + .75/n + 2.25/n²) is .752 at 5% and 1.035 at 1%', () => {
    // The null table shows through p: samples bisected between a normal shape and two humps have every A².
    const n = 50;
    const sample = (humps: number) =>
      Float64Array.from({ length: n }, (_, i) => {
        const z = (i + 0.5) / n - 0.5;
        return Math.sinh(3 * z) * (1 - humps) + humps * Math.sign(z) * (1 + 0.1 * Math.abs(z));
      });
    for (const [modified, p] of [
      [0.752, 0.05],
      [1.035, 0.01],
    ]) {
      let [low, high] = [0, 1];
      for (let step = 0; step < 60; step++) {
        const middle = (low + high) / 2;
        if (andersonDarlingStatistic(sample(middle))! * (1 + 0.75 / n + 2.25 / n ** 2) < modified)
          low = middle;
        else high = middle;
      }
      const found = andersonDarlingTest(sample(low))!.p;
      expect(Math.abs(found - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / 9999) + 0.001);
    }
  });

  it('is null for a constant and refuses what is not a sample', () => {
    expect(andersonDarlingTest([2, 2, 2, 2])).toBeNull();
    expect(() => andersonDarlingTest([1, 2])).toThrow(InvalidInputError);
    expect(() => andersonDarlingTest([1, 2, Number.NaN])).toThrow('NaN or infinity');
  });
});
