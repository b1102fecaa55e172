import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { criticalValue } from './critical-value.ts';
import type { Estimate } from './estimate.ts';
import { type GroupIndex, type GroupLabels, groupSums, indexGroups } from './group-index.ts';
import { requireLength, requireSome } from './require-input.ts';

/** Numerators and denominators of a ratio Σ totals / Σ weights, one entry per prompt. */
export interface RatioSample {
  readonly totals: readonly number[];
  readonly weights: readonly number[];
  readonly groups?: GroupLabels;
}

interface Linearised {
  readonly ratio: number;
  /** Σ_{i in g} (total_i − ratio · weight_i)/Σ weights of each group. */
  readonly residuals: Float64Array;
  readonly groups: GroupIndex;
}

function linearise({ totals, weights, groups: labels }: RatioSample): Linearised {
  requireSome('difference of ratios', totals.length);
  requireLength('difference of ratios: weights', weights.length, totals.length);
  const groups = indexGroups(labels, totals.length);
  const weight = weights.reduce((sum, w) => sum + w, 0);
  if (!(weight > 0)) throw new InvalidInputError('difference of ratios', 'the weights add up to 0');
  const ratio = totals.reduce((sum, t) => sum + t, 0) / weight;
  const residuals = groupSums(
    totals.map((total, i) => (total - ratio * weights[i]) / weight),
    groups,
  );
  return { ratio, residuals, groups };
}

const varianceOf = (residuals: Float64Array): number =>
  (residuals.length / (residuals.length - 1)) * residuals.reduce((sum, e) => sum + e * e, 0);

/**
 * The difference of two ratios, first minus second, with a 95% interval by linearised variances over duplicate groups, as ratioEstimate has
 * for one: paired SE² = G/(G − 1) Σ_g (e_g1 − e_g2)², of independent samples the sum of their own. `n`: prompts of the smaller sample. The
 * interval is null with a single group, the value too where a ratio is not finite.
 */
export function ratioDifference(first: RatioSample, second: RatioSample, paired: boolean): Estimate {
  const [a, b] = [linearise(first), linearise(second)];
  const n = Math.min(first.totals.length, second.totals.length);
  const value = a.ratio - b.ratio;
  if (!Number.isFinite(a.ratio) || !Number.isFinite(b.ratio)) return { value: null, n, interval: null };
  if (paired) requireLength('difference of ratios: paired groups', b.groups.count, a.groups.count);
  if (Math.min(a.groups.count, b.groups.count) < 2) return { value, n, interval: null };
  const variance = paired
    ? varianceOf(a.residuals.map((e, g) => e - b.residuals[g]))
    : varianceOf(a.residuals) + varianceOf(b.residuals);
  const half = Math.max(criticalValue(a.groups), criticalValue(b.groups)) * Math.sqrt(variance);
  return { value, n, interval: [value - half, value + half] };
}
