import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussians, relativeError } from '../../test/goldens/transport/gaussian-sample.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { matrixProduct } from './matrix-product.ts';
import { symmetricEigen } from './symmetric-eigen.ts';
import { symmetrise } from './symmetrise.ts';

function transpose(matrix: Float64Array, size: number): Float64Array {
  return matrix.map((_, i) => matrix[(i % size) * size + Math.floor(i / size)]);
}

describe('symmetricEigen', () => {
  it('rebuilds the matrix from orthonormal vectors and descending values', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer(), (size, seed) => {
        const matrix = symmetrise(gaussians(seed, size * size), size);
        const { values, vectors } = symmetricEigen(matrix, size);
        const scaled = vectors.map((value, i) => value * values[i % size]);
        expect(relativeError(matrixProduct(scaled, transpose(vectors, size), size), matrix)).toBeLessThan(
          1e-12,
        );
        const identity = Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
        expect(relativeError(matrixProduct(transpose(vectors, size), vectors, size), identity)).toBeLessThan(
          1e-12,
        );
        expect([...values]).toEqual([...values].sort((a, b) => b - a));
      }),
    );
  });

  it('makes the largest entry of each vector positive', () => {
    const { vectors } = symmetricEigen(symmetrise(gaussians(3, 25), 5), 5);
    for (let column = 0; column < 5; column++) {
      const entries = [0, 1, 2, 3, 4].map((i) => vectors[i * 5 + column]);
      expect(Math.max(...entries)).toBe(Math.max(...entries.map(Math.abs)));
    }
  });

  it('refuses NaN and infinity', () => {
    expect(() => symmetricEigen(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2)).toThrow(InvalidInputError);
    expect(() => symmetricEigen(Float64Array.of(Number.POSITIVE_INFINITY), 1)).toThrow(InvalidInputError);
  });
});
