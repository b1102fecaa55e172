import { squaredNorm } from './squared-norm.ts';

/**
 * Makes `vector` [d], in place, orthogonal to the orthonormal vectors `earlier` and of norm 1. It makes two passes,
 * because one leaves the rounding of the first. Returns the norm that the first pass left, as a share of the
 * vector's own: near 0 where the vector lies in their span, and then the result is rounding (or NaN).
 */
export function orthonormalise(vector: Float64Array, earlier: readonly Float64Array[]): number {
  const whole = Math.sqrt(squaredNorm(vector));
  let left = 0;
  for (let pass = 0; pass < 2; pass++) {
    for (const other of earlier) {
      const overlap = vector.reduce((sum, value, j) => sum + value * other[j], 0);
      for (let j = 0; j < vector.length; j++) vector[j] -= overlap * other[j];
    }
    const norm = Math.sqrt(squaredNorm(vector));
    if (pass === 0) left = norm;
    for (let j = 0; j < vector.length; j++) vector[j] /= norm;
  }
  return whole === 0 ? 0 : left / whole;
}

/** Activations are float32: directions that differ by less than this share are equal up to rounding. */
const DEPENDENT = 1e-6;

/** An orthonormal basis of the span of vectors [d], in their order; those that depend on earlier ones add none. */
export function orthonormalBasis(vectors: Iterable<Float32Array | Float64Array>): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const unit = Float64Array.from(vector);
    if (orthonormalise(unit, basis) > DEPENDENT) basis.push(unit);
  }
  return basis;
}
