import { Z95 } from './wilson.ts';

/** A mean or a transform of one, with the 95% interval over n independent units. */
export interface Estimate {
  readonly value: number | null;
  readonly n: number;
  readonly interval: readonly [number, number] | null;
}

/**
 * Σ totals / Σ weights with an interval by the linearised variance of a ratio, units (documents, prompts) being
 * independent: SE² = n/(n − 1) Σ (total_i − ratio · weight_i)² / (Σ weights)². Equal weights give the mean's usual SE.
 */
export function ratioEstimate(
  totals: readonly number[],
  weights: readonly number[] = totals.map(() => 1),
): Estimate {
  const n = totals.length;
  const weight = weights.reduce((sum, w) => sum + w, 0);
  if (n === 0 || weight === 0) return { value: null, n, interval: null };
  const ratio = totals.reduce((sum, t) => sum + t, 0) / weight;
  if (n === 1) return { value: ratio, n, interval: null };
  const residual = totals.reduce((sum, total, i) => sum + (total - ratio * weights[i]) ** 2, 0);
  const half = (Z95 * Math.sqrt((n / (n - 1)) * residual)) / weight;
  return { value: ratio, n, interval: [ratio - half, ratio + half] };
}

/** The same estimate transformed by an increasing function (exp for perplexity). */
export function transformEstimate(estimate: Estimate, increasing: (value: number) => number): Estimate {
  const { value, interval } = estimate;
  return {
    ...estimate,
    value: value === null ? null : increasing(value),
    interval: interval === null ? null : [increasing(interval[0]), increasing(interval[1])],
  };
}
