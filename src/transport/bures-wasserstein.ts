import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { matrixProduct } from '../linalg/matrix-product.ts';
import { psdSquareRoot } from '../linalg/psd-square-root.ts';
import type { GaussianMoments } from './moments.ts';

/** W2² between two Gaussians and its two parts, in squared units of the activations. */
export interface BuresWasserstein {
  /** W2² = mean + covariance. */
  readonly squared: number;
  /** ‖m_H − m_S‖². */
  readonly mean: number;
  /** tr(C_H + C_S − 2 (C_H^{1/2} C_S C_H^{1/2})^{1/2}). */
  readonly covariance: number;
}

/**
 * Squared 2-Wasserstein distance of two Gaussians. The covariance part is computed as min over orthogonal Q of
 * ‖C_S^{1/2} Q − C_H^{1/2}‖_F² (Q the polar factor of C_S^{1/2} C_H^{1/2}): the same number as the trace, but a sum
 * of squares, so never negative and free of its cancellation near equality.
 */
export function buresWasserstein(source: GaussianMoments, target: GaussianMoments): BuresWasserstein {
  const size = source.mean.length;
  const mean = source.mean.reduce((sum, value, i) => sum + (value - target.mean[i]) ** 2, 0);
  const sourceRoot = psdSquareRoot(source.covariance, size).root;
  const targetRoot = psdSquareRoot(target.covariance, size).root;
  const cross = Matrix.from1DArray(size, size, matrixProduct(targetRoot, sourceRoot, size));
  const { leftSingularVectors, rightSingularVectors } = new SingularValueDecomposition(cross);
  const rotation = leftSingularVectors.mmul(rightSingularVectors.transpose());
  const rotated = matrixProduct(targetRoot, Float64Array.from(rotation.to1DArray()), size);
  const covariance = rotated.reduce((sum, value, i) => sum + (value - sourceRoot[i]) ** 2, 0);
  return { squared: mean + covariance, mean, covariance };
}
