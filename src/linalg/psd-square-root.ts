import { symmetricEigen } from './symmetric-eigen.ts';

export interface PsdSquareRoot {
  /** C^{1/2}, [K, K], symmetric positive semidefinite. */
  readonly root: Float64Array;
  /** (C^{1/2})⁺, [K, K]: the inverse root on the range of C, zero off it. */
  readonly inverseRoot: Float64Array;
  /** Eigenvalues of C above the threshold. */
  readonly rank: number;
  /** [K] eigenvalues of C, descending; those below the threshold are 0. */
  readonly eigenvalues: Float64Array;
}

/**
 * Square root and its pseudo-inverse of a symmetric positive semidefinite C [K, K]. Eigenvalues up to
 * λ_max · K · eps, and up to `rounding` (the size that the data's own precision may give to 0), count as 0 in both.
 */
export function psdSquareRoot(matrix: Float64Array, size: number, rounding = 0): PsdSquareRoot {
  const { values, vectors } = symmetricEigen(matrix, size);
  const threshold = Math.max(Math.max(values[0], 0) * size * Number.EPSILON, rounding);
  const rank = values.reduce((count, value) => count + (value > threshold ? 1 : 0), 0);
  const root = new Float64Array(size * size);
  const inverseRoot = new Float64Array(size * size);
  for (let r = 0; r < rank; r++) {
    const deviation = Math.sqrt(values[r]);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) {
        const product = vectors[i * size + r] * vectors[j * size + r];
        root[i * size + j] += deviation * product;
        inverseRoot[i * size + j] += product / deviation;
      }
  }
  return { root, inverseRoot, rank, eigenvalues: values.map((value) => (value > threshold ? value : 0)) };
}
