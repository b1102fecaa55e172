import { squaredNorm } from '../linalg/squared-norm.ts';
import type { SubspaceMap } from '../transport/lift.ts';

/** ‖Pᵀr‖²/‖r‖², r = mu_H − mu_S: share of the mean difference inside the subspace; null when the means coincide. */
export function capturedMeanShare(
  map: Pick<SubspaceMap, 'basis' | 'sourceMean' | 'targetMean'>,
): number | null {
  const { basis, sourceMean, targetMean } = map;
  const d = sourceMean.length;
  const rank = basis.length / d;
  const coordinates = new Float64Array(rank);
  let whole = 0;
  for (let j = 0; j < d; j++) {
    const difference = sourceMean[j] - targetMean[j];
    whole += difference * difference;
    for (let r = 0; r < rank; r++) coordinates[r] += basis[j * rank + r] * difference;
  }
  return whole === 0 ? null : squaredNorm(coordinates) / whole;
}
