import { matrixProduct } from '../linalg/matrix-product.ts';
import { psdSquareRoot } from '../linalg/psd-square-root.ts';
import { symmetricEigen } from '../linalg/symmetric-eigen.ts';
import { symmetrise } from '../linalg/symmetrise.ts';
import type { GaussianMoments } from './moments.ts';

/** T(y) = m_S + A (y − m_H). */
export interface MongeMap {
  /** A, [K, K], symmetric positive semidefinite. */
  readonly linear: Float64Array;
  /** Eigenvalues of A, [K], descending, ≥ 0. */
  readonly eigenvalues: Float64Array;
  /** Rank of C_H; K where A C_H A = C_S holds exactly. */
  readonly sourceRank: number;
  /** T of coordinates [n, K] → [n, K]. */
  apply(coordinates: Float64Array): Float64Array;
}

/**
 * The optimal transport map between two Gaussians in closed form,
 * A = C_H^{−1/2} (C_H^{1/2} C_S C_H^{1/2})^{1/2} C_H^{−1/2}; K = 1: A = sigma_S/sigma_H.
 *
 * If C_H has rank < K its inverse root is the pseudo-inverse: A C_H A = Π C_S Π, Π the projector on the range of
 * C_H, and A is 0 off that range. Variances of C_H up to `rounding` count as 0: the inverse of a variance that is only
 * rounding of the rows would be a map of millions.
 */
export function mongeMap(source: GaussianMoments, target: GaussianMoments, rounding = 0): MongeMap {
  const size = source.mean.length;
  const { root, inverseRoot, rank } = psdSquareRoot(source.covariance, size, rounding);
  const product = (a: Float64Array, b: Float64Array): Float64Array => matrixProduct(a, b, size);
  const inner = symmetrise(product(product(root, target.covariance), root), size);
  const middle = psdSquareRoot(inner, size).root;
  const linear = symmetrise(product(product(inverseRoot, middle), inverseRoot), size);
  return {
    linear,
    eigenvalues: symmetricEigen(linear, size).values.map((value) => Math.max(0, value)),
    sourceRank: rank,
    apply(coordinates) {
      const centred = coordinates.map((value, i) => value - source.mean[i % size]);
      return product(centred, linear).map((value, i) => value + target.mean[i % size]);
    },
  };
}
