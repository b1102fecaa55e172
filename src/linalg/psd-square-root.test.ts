import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussians, relativeError } from '../../test/goldens/transport/gaussian-sample.ts';
import { matrixProduct } from './matrix-product.ts';
import { psdSquareRoot } from './psd-square-root.ts';
import { symmetrise } from './symmetrise.ts';

/** F Fᵀ with F [size, rank]. */
function psd(seed: number, size: number, rank: number): Float64Array {
  const factor = gaussians(seed, size * rank);
  const transposed = factor.map((_, i) => factor[(i % size) * rank + Math.floor(i / size)]);
  return symmetrise(matrixProduct(factor, transposed, rank), size);
}

describe('psdSquareRoot', () => {
  it('squares to the matrix, and its inverse root is the pseudo-inverse', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer(),
        (size, r, seed) => {
          const matrix = psd(seed, size, Math.min(r, size));
          const { root, inverseRoot, rank, eigenvalues } = psdSquareRoot(matrix, size);
          fc.pre(eigenvalues[rank - 1] > 1e-4 * eigenvalues[0]);
          expect(rank).toBe(Math.min(r, size));
          expect(relativeError(matrixProduct(root, root, size), matrix)).toBeLessThan(1e-12);
          const projector = matrixProduct(root, inverseRoot, size);
          expect(relativeError(matrixProduct(projector, projector, size), projector)).toBeLessThan(1e-10);
          expect(relativeError(matrixProduct(projector, matrix, size), matrix)).toBeLessThan(1e-10);
        },
      ),
    );
  });

  it('takes the zero matrix and negative rounding as rank 0 and less', () => {
    expect(psdSquareRoot(new Float64Array(4), 2)).toMatchObject({
      rank: 0,
      inverseRoot: new Float64Array(4),
    });
    expect(psdSquareRoot(Float64Array.of(1, 0, 0, -1e-17), 2)).toMatchObject({ rank: 1 });
  });
});
