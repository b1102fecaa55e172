import { columnMean } from '../linalg/mean.ts';
import type { Sample } from '../linalg/sample.ts';
import { checkSamples } from '../transport/check-samples.ts';

export interface MeanDifference {
  /** mu_H, [d]. */
  readonly sourceMean: Float64Array;
  /** mu_S, [d]. */
  readonly targetMean: Float64Array;
  /** r = mu_H − mu_S, [d]. */
  readonly direction: Float64Array;
}

/** Class means and their difference, in float64. Throws `InvalidInputError` on unequal dimensions and empty classes. */
export function meanDifference(source: Sample, target: Sample): MeanDifference {
  checkSamples(source, target, 1);
  const sourceMean = columnMean(source.rows, source.dimension);
  const targetMean = columnMean(target.rows, target.dimension);
  return { sourceMean, targetMean, direction: sourceMean.map((value, j) => value - targetMean[j]) };
}
