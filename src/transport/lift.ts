import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import { matrixProduct } from '../linalg/matrix-product.ts';

/** Action of a lifted map outside its subspace: leave it, move it by the mean difference, or discard it. */
export const COMPLEMENTS = ['keep', 'shift', 'drop'] as const;
export type Complement = (typeof COMPLEMENTS)[number];

export interface SubspaceMap {
  /** P, [d, K], orthonormal columns. */
  readonly basis: Float64Array;
  /** A, [K, K], symmetric. */
  readonly linear: Float64Array;
  /** mu_H, [d]. */
  readonly sourceMean: Float64Array;
  /** mu_S, [d]. */
  readonly targetMean: Float64Array;
}

/**
 * The map T(y) = m_S + A (y − m_H) of coordinates y = Pᵀ(x − mu_pool), lifted to R^d:
 *
 * - `keep`: x + P(T(y) − y) (s = 1, o = mu_H, B = P, G = (A − I)Pᵀ, c = PPᵀ(mu_S − mu_H));
 * - `shift`: the same with c = mu_S − mu_H, so the complement moves by the mean difference too;
 * - `drop`: mu_S + P A Pᵀ(x − mu_H) (s = 0, o = mu_H, B = P, G = A Pᵀ, c = mu_S): K dimensions around mu_S are left.
 *
 * Throws {@link InvalidInputError} on an unknown complement and where float32 cannot hold the result.
 */
export function liftMap(map: SubspaceMap, complement: Complement): AffineMap {
  if (!COMPLEMENTS.includes(complement))
    throw new InvalidInputError('complement', `unknown "${complement}"`, `One of ${COMPLEMENTS.join(', ')}.`);
  const { basis, linear, sourceMean, targetMean } = map;
  const d = sourceMean.length;
  const rank = basis.length / d;
  const transposed = new Float64Array(rank * d);
  for (let j = 0; j < d; j++) for (let r = 0; r < rank; r++) transposed[r * d + j] = basis[j * rank + r];
  const difference = targetMean.map((value, j) => value - sourceMean[j]);
  const written =
    complement === 'drop' ? linear : linear.map((value, i) => value - (i % (rank + 1) === 0 ? 1 : 0));
  const shift = {
    keep: () => matrixProduct(basis, matrixProduct(transposed, difference, d), rank),
    shift: () => difference,
    drop: () => targetMean,
  }[complement]();
  return new AffineMap({
    scale: new Float32Array(d).fill(complement === 'drop' ? 0 : 1),
    origin: Float32Array.from(sourceMean),
    basis: Float32Array.from(basis),
    gain: Float32Array.from(matrixProduct(written, transposed, rank)),
    shift: Float32Array.from(shift),
  });
}
