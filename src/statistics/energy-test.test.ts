import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { energyTest } from './energy-test.ts';
import { RandomStream } from './random-stream.ts';

const run = (first: Float64Array, second: Float64Array, size: number, permutations = 99) =>
  energyTest(first, second, size, { permutations, random: new RandomStream(7, 'test') });

describe('energyTest', () => {
  it('is 0 for a sample and itself, symmetric, and never negative', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 3 }), (seed, size) => {
        const random = new RandomStream(seed, '');
        const [a, b] = [random.normals(12 * size), random.normals(9 * size)];
        const { statistic } = run(a, b, size, 1);
        expect(statistic).toBeGreaterThanOrEqual(0);
        expect(run(b, a, size, 1).statistic).toBeCloseTo(statistic, 10);
        expect(run(a, a, size, 1).statistic).toBeCloseTo(0, 10);
      }),
    );
  });

  it('rejects equal distributions as often as it says, and finds a difference of spread', () => {
    let rejected = 0;
    for (let seed = 0; seed < 400; seed++) {
      const random = new RandomStream(seed, 'size');
      if (run(random.normals(20), random.normals(24), 2).p <= 0.1) rejected++;
    }
    expect(Math.abs(rejected / 400 - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / 400));
    const random = new RandomStream(1, 'spread');
    expect(
      run(
        random.normals(60),
        random.normals(60).map((value) => 3 * value),
        1,
      ).p,
    ).toBe(0.01);
  });

  it('refuses no rows and no permutations', () => {
    const rows = Float64Array.of(1, 2, 3);
    expect(() => run(rows, rows, 2)).toThrow('are not rows of 2');
    expect(() => run(rows, rows, 1, 0)).toThrow(InvalidInputError);
  });
});
