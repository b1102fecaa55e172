import { describe, expect, it } from 'vitest';
import { RandomStream } from '../statistics/random-stream.ts';
import { covarianceFacts } from './covariance-facts.ts';
import { effectiveRank } from './effective-rank.ts';

describe('effectiveRank', () => {
  it('has unbiased parts: with 12 rows it finds the 30 dimensions that the plain ratio cannot see', () => {
    const [count, dimension, repeats] = [12, 30, 400];
    const random = new RandomStream(0, 'effective rank');
    let [upper, lower, plain] = [0, 0, 0];
    for (let seed = 0; seed < repeats; seed++) {
      const rows = Float32Array.from(random.normals(count * dimension));
      const degrees = count - 1;
      const { totalVariance: t } = covarianceFacts({ rows, count, dimension });
      const q = squaresOf(rows, count, dimension);
      const front = degrees / ((degrees - 1) * (degrees + 2));
      upper += front * ((degrees + 1) * t * t - 2 * q);
      lower += degrees * front * (q - (t * t) / degrees);
      plain += (t * t) / q / repeats;
    }
    expect(Math.abs(upper / repeats / 900 - 1)).toBeLessThan(0.03);
    expect(Math.abs(lower / repeats / 30 - 1)).toBeLessThan(0.1);
    expect(plain).toBeLessThan(11);
  });

  it('is 1 on a line, and null where two rows or no spread leave it open', () => {
    expect(effectiveRank({ count: 9, trace: 4, squares: 16 })).toBeCloseTo(1, 12);
    expect(effectiveRank({ count: 2, trace: 4, squares: 16 })).toBeNull();
    expect(effectiveRank({ count: 9, trace: 0, squares: 0 })).toBeNull();
    expect(effectiveRank({ count: 9, trace: 8, squares: 8 })).toBeNull();
  });
});

/** tr S², from the d×d covariance itself. */
function squaresOf(rows: Float32Array, count: number, dimension: number): number {
  const column = (j: number) => {
    const values = Array.from({ length: count }, (_, i) => rows[i * dimension + j]);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    return values.map((value) => value - mean);
  };
  const columns = Array.from({ length: dimension }, (_, j) => column(j));
  let sum = 0;
  for (const a of columns)
    for (const b of columns) sum += (a.reduce((s, value, i) => s + value * b[i], 0) / (count - 1)) ** 2;
  return sum;
}
