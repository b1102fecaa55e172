import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { squaredNorm } from '../linalg/squared-norm.ts';
import { trace } from '../linalg/trace.ts';
import { type GaussianMoments, sampleMoments } from './moments.ts';

/** Shrinkage of a sample covariance S towards (tr S/K) I: none, by a fixed weight, or by an estimated one. */
export type CovarianceShrinkage =
  | { readonly kind: 'none' }
  | { readonly kind: 'fixed'; readonly weight: number }
  | { readonly kind: 'ledoit-wolf' }
  | { readonly kind: 'oas' };

export interface ShrunkMoments extends GaussianMoments {
  /** ρ in [0, 1]. */
  readonly intensity: number;
}

/**
 * Mean and shrunk covariance (1 − ρ) S + ρ (tr S/K) I of coordinates [n, K], n ≥ 2; S has 1/(n − 1).
 *
 * - `ledoit-wolf` (Ledoit and Wolf 2004): ρ = min(1, b²/d²), d² = ‖Ŝ − μI‖², b² = n⁻² Σ_i ‖y_i y_iᵀ − Ŝ‖², with
 *   the 1/n covariance Ŝ; equals scikit-learn's intensity.
 * - `oas` (Chen et al. 2010, eq. 23): ρ = min(1, [(1 − 2/K) tr S² + tr² S] / [(n + 1 − 2/K)(tr S² − tr² S/K)]);
 *   scikit-learn drops both 2/K, which is wrong at the small K used here.
 *
 * For K = 1 the target is S itself, and ρ of an estimated kind is 0. Throws {@link InvalidInputError} on an unknown
 * kind and on a weight outside [0, 1].
 */
export function shrunkMoments(
  coordinates: Float64Array,
  size: number,
  shrinkage: CovarianceShrinkage,
): ShrunkMoments {
  const { mean, covariance } = sampleMoments(coordinates, size);
  const intensity = shrinkageIntensity(shrinkage, {
    count: coordinates.length / size,
    size,
    trace: trace(covariance, size),
    squares: squaredNorm(covariance),
    fourth: fourthMoment(coordinates, mean),
  });
  if (intensity === 0) return { mean, covariance, intensity };
  const average = trace(covariance, size) / size;
  const shrunk = covariance.map(
    (value, i) => (1 - intensity) * value + (i % (size + 1) === 0 ? intensity * average : 0),
  );
  return { mean, covariance: shrunk, intensity };
}

/** Moments that determine the intensity of shrinkage; all can also be computed from a Gram matrix. */
export interface CovarianceStatistics {
  /** n. */
  readonly count: number;
  /** K. */
  readonly size: number;
  /** tr S, S with 1/(n − 1). */
  readonly trace: number;
  /** tr S². */
  readonly squares: number;
  /** Σ_i ‖y_i − ȳ‖⁴. */
  readonly fourth: number;
}

/** ρ of {@link shrunkMoments}. Throws as that does. */
export function shrinkageIntensity(shrinkage: CovarianceShrinkage, statistics: CovarianceStatistics): number {
  const { count, size, trace, squares } = statistics;
  switch (shrinkage.kind) {
    case 'none':
      return 0;
    case 'fixed':
      if (!(shrinkage.weight >= 0 && shrinkage.weight <= 1))
        throw new InvalidInputError('shrinkage weight', `${shrinkage.weight} is not in [0, 1]`);
      return shrinkage.weight;
    case 'ledoit-wolf':
      return size === 1 ? 0 : ledoitWolfIntensity(statistics);
    case 'oas': {
      if (size === 1) return 0;
      const squaredTrace = trace ** 2;
      const denominator = (count + 1 - 2 / size) * (squares - squaredTrace / size);
      return denominator <= 0 ? 1 : Math.min(1, ((1 - 2 / size) * squares + squaredTrace) / denominator);
    }
    default:
      throw new InvalidInputError(
        'shrinkage',
        `unknown kind ${JSON.stringify((shrinkage as { kind?: unknown }).kind)}`,
        'Kinds: none, fixed, ledoit-wolf, oas.',
      );
  }
}

/** With the 1/n covariance Ŝ = (n − 1)/n S: Σ‖y yᵀ − Ŝ‖² = Σ‖y‖⁴ − n‖Ŝ‖². */
function ledoitWolfIntensity({ count, size, trace, squares, fourth }: CovarianceStatistics): number {
  const biased = ((count - 1) / count) ** 2;
  const spread = biased * (squares - trace ** 2 / size);
  const noise = Math.max(0, (fourth / count - biased * squares) / count);
  return spread <= 0 ? 0 : Math.min(1, noise / spread);
}

/** Σ_i ‖y_i − mean‖⁴ of coordinates [n, K]. */
export function fourthMoment(coordinates: Float64Array, mean: Float64Array): number {
  const size = mean.length;
  let fourth = 0;
  for (let start = 0; start < coordinates.length; start += size) {
    let norm = 0;
    for (let a = 0; a < size; a++) norm += (coordinates[start + a] - mean[a]) ** 2;
    fourth += norm * norm;
  }
  return fourth;
}
