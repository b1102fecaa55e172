import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussians } from '../../test/goldens/transport/gaussian-sample.ts';
import { orthonormalBasis } from './orthonormalise.ts';

describe('orthonormalBasis', () => {
  it('is orthonormal, also of vectors that are nearly parallel', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, k) => {
        const common = gaussians(seed, 12);
        const vectors = Array.from({ length: k }, (_, i) =>
          gaussians(seed + 1 + i, 12).map((value, j) => common[j] + 1e-4 * value),
        );
        const basis = orthonormalBasis(vectors);
        expect(basis).toHaveLength(k);
        for (const [i, a] of basis.entries())
          for (const [j, b] of basis.entries()) {
            const product = a.reduce((sum, value, l) => sum + value * b[l], 0);
            expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-12);
          }
      }),
    );
  });

  it('drops zeros, repetitions and combinations, whatever their length', () => {
    const [a, b] = [gaussians(1, 5), gaussians(2, 5)];
    const combination = a.map((value, j) => 1e-20 * (value + b[j]));
    expect(orthonormalBasis([new Float64Array(5), a, a, b, combination])).toEqual(orthonormalBasis([a, b]));
    expect(orthonormalBasis([])).toEqual([]);
  });
});
