import { covariance } from '../linalg/covariance.ts';
import { columnMean } from '../linalg/mean.ts';

/** A Gaussian by its first two moments. */
export interface GaussianMoments {
  /** m, [K]. */
  readonly mean: Float64Array;
  /** C, [K, K], symmetric positive semidefinite. */
  readonly covariance: Float64Array;
}

/**
 * Sample mean and covariance, with 1/(n − 1), of coordinates [n, K]; n ≥ 2. A coordinate that is the same in every
 * row has variance 0 exactly: the rounding of its mean would otherwise pass for a variance and blow up a map.
 */
export function sampleMoments(coordinates: Float64Array, size: number): GaussianMoments {
  const mean = columnMean(coordinates, size);
  for (let j = 0; j < size; j++)
    if (coordinates.every((value, i) => i % size !== j || value === coordinates[j])) mean[j] = coordinates[j];
  return { mean, covariance: covariance(coordinates, mean) };
}
