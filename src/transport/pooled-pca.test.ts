import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussianSample, gaussians, relativeError } from '../../test/goldens/transport/gaussian-sample.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { covariance } from '../linalg/covariance.ts';
import { columnMean } from '../linalg/mean.ts';
import { fitPooledPca } from './pooled-pca.ts';

const shapes = fc.record({
  seed: fc.integer(),
  sourceCount: fc.integer({ min: 3, max: 14 }),
  targetCount: fc.integer({ min: 3, max: 14 }),
  dimension: fc.integer({ min: 2, max: 30 }),
});

function column(basis: Float64Array, rank: number, index: number): Float64Array {
  return basis.filter((_, i) => i % rank === index);
}

describe('fitPooledPca', () => {
  it('gives orthonormal, nested axes of descending uncorrelated variance, at n < d and n > d', () => {
    fc.assert(
      fc.property(shapes, ({ seed, sourceCount, targetCount, dimension }) => {
        const source = gaussianSample(seed, sourceCount, dimension);
        const target = gaussianSample(seed + 1, targetCount, dimension);
        const pca = fitPooledPca(source, target);
        const rank = Math.min(sourceCount - 1, targetCount - 1, pca.numericalRank);
        const basis = pca.basis(rank);
        for (let a = 0; a < rank; a++) {
          expect(column(pca.basis(a + 1), a + 1, a)).toEqual(column(basis, rank, a));
          for (let b = 0; b <= a; b++) {
            const other = column(basis, rank, b);
            const dot = column(basis, rank, a).reduce((sum, value, j) => sum + value * other[j], 0);
            expect(Math.abs(dot - (a === b ? 1 : 0))).toBeLessThan(1e-13);
          }
        }
        const all = Float64Array.from([...pca.project(source.rows, rank), ...pca.project(target.rows, rank)]);
        const spread = covariance(all, columnMean(all, rank));
        const expected = spread.map((_, i) =>
          i % (rank + 1) === 0 ? pca.variances[Math.floor(i / rank)] : 0,
        );
        expect(relativeError(spread, expected)).toBeLessThan(1e-12);
        expect(relativeError(columnMean(all, rank), new Float64Array(rank))).toBeLessThan(1e-12);
        const sum = pca.variances.reduce((total, value) => total + value, 0);
        expect(Math.abs(sum / pca.totalVariance - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('does not depend on which class is the source', () => {
    const [source, target] = [gaussianSample(1, 9, 20), gaussianSample(2, 7, 20)];
    const [one, other] = [fitPooledPca(source, target), fitPooledPca(target, source)];
    expect(relativeError(one.basis(5), other.basis(5))).toBeLessThan(1e-12);
  });

  it('keeps axes of tiny variance orthonormal', () => {
    const sample = (seed: number) => {
      const rows = Float32Array.from(gaussians(seed, 12 * 6), (value, i) => value * 10 ** -(i % 6));
      return { rows, count: 12, dimension: 6 };
    };
    const pca = fitPooledPca(sample(1), sample(2));
    const basis = pca.basis(6);
    for (let a = 0; a < 6; a++)
      for (let b = 0; b < a; b++) {
        const other = column(basis, 6, b);
        const dot = column(basis, 6, a).reduce((sum, value, j) => sum + value * other[j], 0);
        expect(Math.abs(dot)).toBeLessThan(1e-14);
      }
  });

  it('finds the numerical rank of repeated rows and constant coordinates', () => {
    const base = gaussianSample(3, 3, 8);
    const repeated = Float32Array.from([...base.rows, ...base.rows, ...base.rows]);
    for (let i = 0; i < repeated.length; i += 8) repeated[i] = 0.1;
    const sample = { rows: repeated, count: 9, dimension: 8 };
    const pca = fitPooledPca(sample, sample);
    expect(pca.numericalRank).toBe(2);
    expect(() => pca.basis(3)).toThrow(/rank: K = 3 exceeds the rank of the pooled activations, 2/);
  });

  it('refuses a rank that the smaller class cannot support', () => {
    const pca = fitPooledPca(gaussianSample(1, 9, 20), gaussianSample(2, 4, 20));
    expect(pca.basis(3)).toHaveLength(60);
    expect(() => pca.basis(4)).toThrow(/rank: K = 4 exceeds min\(n_H, n_S\) − 1 = 3/);
    for (const rank of [0, -1, 1.5, Number.NaN]) expect(() => pca.basis(rank)).toThrow(InvalidInputError);
  });

  it('refuses constant activations, single rows, unequal dimensions and NaN', () => {
    const constant = { rows: new Float32Array(40).fill(0.1), count: 8, dimension: 5 };
    expect(() => fitPooledPca(constant, constant)).toThrow(/activations: are the same for every prompt/);
    const sample = gaussianSample(1, 4, 5);
    expect(() => fitPooledPca(gaussianSample(1, 1, 5), sample)).toThrow(/source activations: 1 rows/);
    expect(() => fitPooledPca(sample, gaussianSample(1, 4, 6))).toThrow(/source has dimension 5, target 6/);
    const broken = { ...sample, rows: sample.rows.map((value, i) => (i === 7 ? Number.NaN : value)) };
    expect(() => fitPooledPca(broken, sample)).toThrow(InvalidInputError);
  });
});
