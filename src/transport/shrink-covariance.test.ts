import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussianSample, gaussians, relativeError } from '../../test/goldens/transport/gaussian-sample.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { matrixProduct } from '../linalg/matrix-product.ts';
import { symmetricEigen } from '../linalg/symmetric-eigen.ts';
import { trace } from '../linalg/trace.ts';
import { fitGaussianTransport } from './gaussian-transport.ts';
import { sampleMoments } from './moments.ts';
import { type CovarianceShrinkage, shrunkMoments } from './shrink-covariance.ts';

const estimated: CovarianceShrinkage[] = [{ kind: 'ledoit-wolf' }, { kind: 'oas' }];

describe('shrunkMoments', () => {
  it('keeps mean and trace and has an intensity in [0, 1]', () => {
    const shrinkage = fc.oneof(
      fc.constantFrom<CovarianceShrinkage>({ kind: 'none' }, ...estimated),
      fc.double({ min: 0, max: 1, noNaN: true }).map((weight) => ({ kind: 'fixed', weight }) as const),
    );
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 2, max: 20 }),
        fc.integer({ min: 1, max: 6 }),
        shrinkage,
        (seed, count, size, kind) => {
          const y = gaussians(seed, count * size);
          const plain = sampleMoments(y, size);
          const { mean, covariance, intensity } = shrunkMoments(y, size, kind);
          expect(intensity).toBeGreaterThanOrEqual(0);
          expect(intensity).toBeLessThanOrEqual(1);
          expect(mean).toEqual(plain.mean);
          expect(Math.abs(trace(covariance, size) / trace(plain.covariance, size) - 1)).toBeLessThan(1e-12);
          if (intensity > 1e-3) expect(symmetricEigen(covariance, size).values[size - 1]).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('leaves the covariance alone at weight 0 and makes it a multiple of I at weight 1', () => {
    const y = gaussians(5, 30);
    const { covariance } = sampleMoments(y, 3);
    expect(shrunkMoments(y, 3, { kind: 'fixed', weight: 0 }).covariance).toEqual(covariance);
    const full = shrunkMoments(y, 3, { kind: 'fixed', weight: 1 }).covariance;
    const average = trace(covariance, 3) / 3;
    expect([...full]).toEqual([average, 0, 0, 0, average, 0, 0, 0, average]);
  });

  it.each(estimated)('$kind does not depend on the scale and falls with n', (shrinkage) => {
    const y = gaussians(6, 4000).map((value, i) => value * (1 + (i % 4)));
    const intensity = (rows: Float64Array) => shrunkMoments(rows, 4, shrinkage).intensity;
    expect(intensity(y.map((value) => 1000 * value))).toBeCloseTo(intensity(y), 12);
    expect(intensity(y)).toBeLessThan(0.02);
    expect(intensity(y.subarray(0, 24))).toBeGreaterThan(intensity(y));
    expect(intensity(gaussians(7, 4 * 6))).toBeGreaterThan(0.5);
  });

  it('still has A C_H A = C_S, for the shrunk covariances', () => {
    const [source, target] = [gaussianSample(1, 7, 16), gaussianSample(2, 7, 16)];
    for (const shrinkage of estimated) {
      const {
        linear,
        source: from,
        target: to,
      } = fitGaussianTransport(source, target, { rank: 5, shrinkage });
      expect(from.intensity).toBeGreaterThan(0);
      const carried = matrixProduct(matrixProduct(linear, from.covariance, 5), linear, 5);
      expect(relativeError(carried, to.covariance)).toBeLessThan(1e-10);
    }
  });

  it('refuses weights outside [0, 1] and unknown kinds', () => {
    const y = gaussians(1, 10);
    for (const weight of [-0.1, 1.1, Number.NaN])
      expect(() => shrunkMoments(y, 2, { kind: 'fixed', weight })).toThrow(/shrinkage weight/);
    expect(() => shrunkMoments(y, 2, { kind: 'other' } as never)).toThrow(InvalidInputError);
  });
});
