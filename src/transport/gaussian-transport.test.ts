import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussianSample, relativeError } from '../../test/goldens/transport/gaussian-sample.ts';
import { matrixProduct } from '../linalg/matrix-product.ts';
import type { Sample } from '../linalg/sample.ts';
import { symmetricEigen } from '../linalg/symmetric-eigen.ts';
import { buresWasserstein } from './bures-wasserstein.ts';
import { fitGaussianTransport } from './gaussian-transport.ts';
import { sampleMoments } from './moments.ts';
import { fitPooledPca } from './pooled-pca.ts';

/** Two classes with shared axes, of which K coordinates are asked for; n < d in about half the cases. */
const fits = fc
  .record({
    seed: fc.integer(),
    rank: fc.integer({ min: 1, max: 6 }),
    extra: fc.tuple(fc.integer({ min: 3, max: 12 }), fc.integer({ min: 3, max: 12 })),
    dimension: fc.integer({ min: 8, max: 24 }),
    spread: fc.double({ min: 0.3, max: 2, noNaN: true }),
  })
  .map(({ seed, rank, extra, dimension, spread }) => ({
    rank,
    source: gaussianSample(seed, rank + extra[0], dimension, { axesSeed: seed }),
    target: gaussianSample(seed + 1, rank + extra[1], dimension, { axesSeed: seed, spread }),
  }));

function meanSquaredDistance(a: Float64Array, b: Float64Array, count: number): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / count;
}

/** Rows repeated until there are `count`. */
function repeated(sample: Sample, count: number): Sample {
  const rows = Float32Array.from(
    { length: count * sample.dimension },
    (_, i) => sample.rows[i % sample.rows.length],
  );
  return { rows, count, dimension: sample.dimension };
}

describe('fitGaussianTransport', () => {
  it('has A symmetric positive definite with A C_H A = C_S', () => {
    fc.assert(
      fc.property(fits, ({ source, target, rank }) => {
        const { linear, map, source: from, target: to } = fitGaussianTransport(source, target, { rank });
        expect(map.sourceRank).toBe(rank);
        expect(symmetricEigen(linear, rank).values[rank - 1]).toBeGreaterThan(0);
        for (let i = 0; i < rank * rank; i++)
          expect(linear[i]).toBe(linear[(i % rank) * rank + Math.floor(i / rank)]);
        const carried = matrixProduct(matrixProduct(linear, from.covariance, rank), linear, rank);
        expect(relativeError(carried, to.covariance)).toBeLessThan(1e-9);
      }),
    );
  });

  it.each([1, 50, 1e-3, 1e4])(
    'takes a source of rank one in float32, %d from the origin, for one of rank one',
    (far) => {
      // far·u2 + a·u1: one direction of variance, and the rounding of the entries in the other.
      const dimension = 24;
      const [u1, u2] = [0, 1].map((k) =>
        Array.from({ length: dimension }, (_, j) => Math.sin((k + 1) * (j + 1))),
      );
      const count = 30;
      const source: Sample = {
        rows: Float32Array.from({ length: count * dimension }, (_, i) => {
          const a = Math.cos(7 * Math.floor(i / dimension)) * Math.abs(far);
          return far * u2[i % dimension] + a * u1[i % dimension];
        }),
        count,
        dimension,
      };
      const target = gaussianSample(3, count, dimension, { axesSeed: 3, spread: far });
      const { map } = fitGaussianTransport(source, target, { rank: 2 });
      expect(map.sourceRank).toBe(1);
      expect(map.eigenvalues[0]).toBeLessThan(1e3);
      expect(Math.abs(map.eigenvalues[1])).toBeLessThan(1e-9);
      const alone = fitPooledPca(source, source);
      expect(alone.numericalRank).toBe(1);
    },
  );

  it('is sigma_S/sigma_H at K = 1', () => {
    fc.assert(
      fc.property(fits, ({ source, target }) => {
        const { linear, source: from, target: to } = fitGaussianTransport(source, target, { rank: 1 });
        expect(relativeError(linear, [Math.sqrt(to.covariance[0] / from.covariance[0])])).toBeLessThan(1e-13);
      }),
    );
  });

  it('carries mean and covariance of the fitting sample exactly', () => {
    fc.assert(
      fc.property(fits, ({ source, target, rank }) => {
        const { pca, map, target: to } = fitGaussianTransport(source, target, { rank });
        const image = sampleMoments(map.apply(pca.project(source.rows, rank)), rank);
        expect(relativeError(image.mean, to.mean)).toBeLessThan(1e-9);
        expect(relativeError(image.covariance, to.covariance)).toBeLessThan(1e-9);
      }),
    );
  });

  it('costs W2² on the sample moments: E‖T(y) − y‖² = W2²', () => {
    fc.assert(
      fc.property(fits, ({ source, target, rank }) => {
        const {
          pca,
          map,
          source: from,
          target: to,
          distance,
        } = fitGaussianTransport(source, target, { rank });
        const y = pca.project(source.rows, rank);
        const moved = map.apply(y);
        // Covariances have 1/(n − 1), so the covariance part of the cost is averaged with 1/(n − 1) too.
        const mean = from.mean.reduce((sum, value, i) => sum + (value - to.mean[i]) ** 2, 0);
        const count = source.count;
        const spread = ((meanSquaredDistance(moved, y, count) - mean) * count) / (count - 1);
        expect(Math.abs(mean + spread - distance.squared)).toBeLessThan(1e-9 * distance.squared);
      }),
    );
  });

  it('maps back: the reverse map is the inverse', () => {
    fc.assert(
      fc.property(fits, ({ source, target, rank }) => {
        const there = fitGaussianTransport(source, target, { rank });
        const back = fitGaussianTransport(target, source, { rank, pca: there.pca });
        const product = matrixProduct(there.linear, back.linear, rank);
        const identity = product.map((_, i) => (i % (rank + 1) === 0 ? 1 : 0));
        expect(relativeError(product, identity)).toBeLessThan(1e-7);
      }),
    );
  });

  it('carries what it can where C_H is rank-deficient: A C_H A = Π C_S Π, A positive semidefinite', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 4 }), (seed, distinct) => {
        const rank = 5;
        const source = repeated(gaussianSample(seed, distinct, 12), 9);
        const target = gaussianSample(seed + 1, 11, 12);
        const { linear, map, source: from, target: to } = fitGaussianTransport(source, target, { rank });
        expect(map.sourceRank).toBe(distinct - 1);
        expect(symmetricEigen(linear, rank).values[rank - 1]).toBeGreaterThan(-1e-12);
        const { vectors } = symmetricEigen(from.covariance, rank);
        const projector = Float64Array.from({ length: rank * rank }, (_, at) => {
          let sum = 0;
          for (let r = 0; r < distinct - 1; r++)
            sum += vectors[Math.floor(at / rank) * rank + r] * vectors[(at % rank) * rank + r];
          return sum;
        });
        const carried = matrixProduct(matrixProduct(linear, from.covariance, rank), linear, rank);
        const expected = matrixProduct(matrixProduct(projector, to.covariance, rank), projector, rank);
        expect(relativeError(carried, expected)).toBeLessThan(1e-7);
      }),
    );
  });

  it('handles a source that is a single repeated point', () => {
    const source = repeated(gaussianSample(1, 1, 12), 6);
    const { map, target } = fitGaussianTransport(source, gaussianSample(2, 8, 12), { rank: 3 });
    expect(map.sourceRank).toBe(0);
    expect(map.apply(new Float64Array(3))).toEqual(target.mean);
  });

  it('takes the same PCA for every K and refuses one of another dimension', () => {
    const [source, target] = [gaussianSample(1, 9, 12), gaussianSample(2, 8, 12)];
    const pca = fitPooledPca(source, target);
    for (const rank of [1, 2, 5])
      expect(fitGaussianTransport(source, target, { rank, pca }).linear).toEqual(
        fitGaussianTransport(source, target, { rank }).linear,
      );
    const other = fitPooledPca(gaussianSample(1, 9, 13), gaussianSample(2, 8, 13));
    expect(() => fitGaussianTransport(source, target, { rank: 1, pca: other })).toThrow(
      /pca: has dimension 13/,
    );
  });
});

describe('buresWasserstein', () => {
  it('is ≥ 0 and symmetric, and its parts add up', () => {
    fc.assert(
      fc.property(fits, ({ source, target, rank }) => {
        const { source: from, target: to, distance } = fitGaussianTransport(source, target, { rank });
        expect(distance.mean).toBeGreaterThanOrEqual(0);
        expect(distance.covariance).toBeGreaterThanOrEqual(0);
        expect(distance.squared).toBe(distance.mean + distance.covariance);
        const back = buresWasserstein(to, from);
        expect(Math.abs(back.squared - distance.squared)).toBeLessThan(1e-10 * distance.squared);
      }),
    );
  });

  it('is zero between equals, positive between different ones', () => {
    fc.assert(
      fc.property(fits, ({ source, target, rank }) => {
        const { source: from } = fitGaussianTransport(source, target, { rank });
        const scale = from.covariance.reduce((sum, value) => sum + Math.abs(value), 0);
        expect(buresWasserstein(from, from).squared).toBeLessThan(1e-24 * scale);
        const wider = { mean: from.mean, covariance: from.covariance.map((value) => 1.01 * value) };
        expect(buresWasserstein(from, wider).covariance).toBeGreaterThan(1e-6 * from.covariance[0]);
      }),
    );
  });

  it('handles rank-deficient covariances', () => {
    const deficient = { mean: new Float64Array(2), covariance: Float64Array.of(4, 0, 0, 0) };
    const other = { mean: new Float64Array(2), covariance: Float64Array.of(0, 0, 0, 9) };
    expect(buresWasserstein(deficient, other).squared).toBeCloseTo(13, 12);
    expect(
      buresWasserstein(deficient, { mean: new Float64Array(2), covariance: new Float64Array(4) }).squared,
    ).toBe(4);
  });
});
