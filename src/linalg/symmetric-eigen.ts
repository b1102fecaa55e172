import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** M = V diag(values) Vᵀ. */
export interface SymmetricEigen {
  /** [size], descending. */
  readonly values: Float64Array;
  /** V, [size, size] row-major: column i belongs to values[i], has norm 1 and its largest entry positive. */
  readonly vectors: Float64Array;
}

/**
 * Eigendecomposition of a symmetric M [size, size]. Eigenvectors are defined up to sign; the sign is chosen so that the
 * largest entry by magnitude (the first of near ties) is positive. Throws {@link InvalidInputError} on NaN or infinity.
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  if (!matrix.every(Number.isFinite))
    throw new InvalidInputError(
      'symmetric matrix',
      'holds NaN or infinity',
      'Check the rows that it was computed from.',
    );
  const rows = Array.from({ length: size }, (_, i) => matrix.subarray(i * size, (i + 1) * size));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(rows), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues
    .map((_, i) => i)
    .sort((a, b) => realEigenvalues[b] - realEigenvalues[a] || a - b);
  const vectors = new Float64Array(size * size);
  for (const [to, from] of order.entries()) {
    const column = Float64Array.from({ length: size }, (_, i) => eigenvectorMatrix.get(i, from));
    const sign = signOf(column);
    for (let i = 0; i < size; i++) vectors[i * size + to] = sign * column[i];
  }
  return { values: Float64Array.from(order, (i) => realEigenvalues[i]), vectors };
}

/** ±1: the sign of the largest entry by magnitude; later entries within rounding of it do not count. */
export function signOf(vector: Float64Array): 1 | -1 {
  let best = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(best) * (1 + 1e-9)) best = value;
  return best < 0 ? -1 : 1;
}
