/**
 * t0 = −rᵀmu_S/‖r‖², r = mu_H − mu_S: where zero lies on the line between the class means (0 = at mu_S, 1 = at
 * mu_H, < 0: ablation overshoots, > 1: it pushes towards refusal); null when the means coincide.
 */
export function zeroPosition(sourceMean: Float64Array, targetMean: Float64Array): number | null {
  let dot = 0;
  let squared = 0;
  for (let j = 0; j < sourceMean.length; j++) {
    const difference = sourceMean[j] - targetMean[j];
    dot += difference * targetMean[j];
    squared += difference * difference;
  }
  return squared === 0 ? null : -dot / squared;
}
