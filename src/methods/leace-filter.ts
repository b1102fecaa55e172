import { covariance } from '../linalg/covariance.ts';
import { gramMatrix } from '../linalg/gram.ts';
import type { Sample } from '../linalg/sample.ts';
import { squaredNorm } from '../linalg/squared-norm.ts';
import { type SymmetricEigen, symmetricEigen } from '../linalg/symmetric-eigen.ts';
import { trace } from '../linalg/trace.ts';
import {
  type CovarianceShrinkage,
  fourthMoment,
  shrinkageIntensity,
} from '../transport/shrink-covariance.ts';

export interface LeaceFilter {
  /** v = Σ_ρ⁺ r, [d]. */
  readonly filter: Float64Array;
  /** ρ. */
  readonly intensity: number;
}

interface Pooled {
  readonly source: Sample;
  readonly target: Sample;
  /** Mean of all n rows, [d]. */
  readonly mean: Float64Array;
  /** r = mu_H − mu_S, [d]. */
  readonly direction: Float64Array;
}

/**
 * Σ_ρ⁺ r from the covariance itself, [d, d], for n > d: Σ_ρ = (1 − ρ) Σ + ρ (tr Σ/d) I, Σ of all n rows around their
 * common mean with 1/(n − 1). Eigenvalues up to λ_max · d · eps count as 0.
 */
export function filterFromCovariance(
  { source, target, mean, direction }: Pooled,
  shrinkage: CovarianceShrinkage,
): LeaceFilter {
  const d = mean.length;
  const count = source.count + target.count;
  const rows = new Float64Array(count * d);
  rows.set(source.rows);
  rows.set(target.rows, source.rows.length);
  const sigma = covariance(rows, mean);
  const statistics = {
    trace: trace(sigma, d),
    squares: squaredNorm(sigma),
    fourth: fourthMoment(rows, mean),
  };
  const intensity = shrinkageIntensity(shrinkage, { count, size: d, ...statistics });
  const ridge = (intensity * statistics.trace) / d;
  const filter = solve(symmetricEigen(sigma, d), direction, 1 - intensity, ridge);
  return { filter, intensity };
}

/**
 * The same v where d ≥ n, in the span of the rows; nothing of size d×d is formed. With X the centred rows [n, d] and
 * a [n] = 1/n_H on the source's and −1/n_S on the target's, r = Xᵀa, and by Woodbury's identity
 * Σ_ρ⁺Xᵀ = Xᵀ((1 − ρ) XXᵀ/(n − 1) + ρ (tr Σ/d) I)⁺.
 */
export function filterFromGram(
  { source, target, mean }: Pooled,
  shrinkage: CovarianceShrinkage,
): LeaceFilter {
  const d = mean.length;
  const count = source.count + target.count;
  const gram = gramMatrix([source.rows, target.rows], mean).map((value) => value / (count - 1));
  let fourth = 0;
  for (let i = 0; i < count; i++) fourth += (gram[i * (count + 1)] * (count - 1)) ** 2;
  const statistics = { trace: trace(gram, count), squares: squaredNorm(gram), fourth };
  const intensity = shrinkageIntensity(shrinkage, { count, size: d, ...statistics });
  const membership = Float64Array.from({ length: count }, (_, i) =>
    i < source.count ? 1 / source.count : -1 / target.count,
  );
  const ridge = (intensity * statistics.trace) / d;
  const weights = solve(symmetricEigen(gram, count), membership, 1 - intensity, ridge);
  const filter = new Float64Array(d);
  let row = 0;
  for (const { rows } of [source, target])
    for (let start = 0; start < rows.length; start += d, row++)
      for (let j = 0; j < d; j++) filter[j] += weights[row] * (rows[start + j] - mean[j]);
  return { filter, intensity };
}

/** (factor · V diag(values) Vᵀ + ridge · I)⁺ right; values up to λ_max · size · eps are 0. */
function solve(
  { values, vectors }: SymmetricEigen,
  right: Float64Array,
  factor: number,
  ridge: number,
): Float64Array {
  const size = values.length;
  const threshold = values[0] * size * Number.EPSILON;
  const solution = new Float64Array(size);
  for (let r = 0; r < size; r++) {
    const value = factor * (values[r] > threshold ? values[r] : 0) + ridge;
    if (value === 0) continue;
    let overlap = 0;
    for (let i = 0; i < size; i++) overlap += vectors[i * size + r] * right[i];
    for (let i = 0; i < size; i++) solution[i] += (overlap / value) * vectors[i * size + r];
  }
  return solution;
}
