import { type GroupIndex, type GroupLabels, groupSums, indexGroups } from './group-index.ts';
import { requireFinite } from './require-input.ts';

/**
 * The factor by which groups raise the variance of a mean over n prompts: n/deff independent prompts would tell as
 * much. With residuals r_i = x_i − x̄ and their group sums r_g, G groups,
 *
 *     deff = max(1, [G/(G − 1) Σ_g r_g²] / [n/(n − 1) Σ_i r_i²]),
 *
 * the linearised cluster variance of a ratio (numbers of prompts differ by group) over the independent one. The bootstrap over
 * groups estimates the same first-order quantity with simulation noise and (G − 1)/G of its size. 1 where all groups are single;
 * at least 1, as a negative correlation within groups is noise here and must narrow no interval.
 *
 * If nothing varies (every flag the same) or there is one group, the data show nothing about the correlation within groups:
 * it is taken to be complete, deff = Σ_g n_g²/n (Kish).
 */
export function designEffect(values: ArrayLike<number>, labels?: GroupLabels): number {
  requireFinite('design effect', values);
  return designEffectOf(values, indexGroups(labels, values.length));
}

/** {@link designEffect} of checked values over groups that are numbered already. */
export function designEffectOf(values: ArrayLike<number>, groups: GroupIndex): number {
  const { n, count, sizes, single } = groups;
  if (single) return 1;
  let [total, squares] = [0, 0];
  for (let i = 0; i < n; i++) total += values[i];
  const mean = total / n;
  for (let i = 0; i < n; i++) squares += (values[i] - mean) ** 2;
  if (count === 1 || squares <= 1e-24 * n * Math.max(1, mean * mean))
    return sizes.reduce((sum, size) => sum + size * size, 0) / n;
  const clustered = groupSums(values, groups).reduce(
    (sum, groupTotal, group) => sum + (groupTotal - mean * sizes[group]) ** 2,
    0,
  );
  return Math.max(1, ((count / (count - 1)) * clustered) / ((n / (n - 1)) * squares));
}

/** Number of groups that complete correlation counts as, beside those that show the correlation. */
const PRIOR_GROUPS = 2;

/**
 * The design effect of values that are mostly one and the same (flags, differences of two flags), without a jump between the worst case and
 * the estimate: (m · deff + 2 · Σ_g n_g²/n)/(m + 2), m the number of groups that hold a value other than the most frequent one. Where every
 * value is the same (m = 0) that is Kish's; a single group that differs says hardly more about the correlation within groups than none; with
 * many it is {@link designEffect}.
 */
export function steadyDesignEffect(values: ArrayLike<number>, groups: GroupIndex): number {
  if (groups.single) return 1;
  const { n, sizes } = groups;
  const differing = groupsThatDiffer(values, groups);
  const kish = sizes.reduce((sum, size) => sum + size * size, 0) / n;
  const estimated = designEffectOf(values, groups);
  return (differing * estimated + PRIOR_GROUPS * kish) / (differing + PRIOR_GROUPS);
}

/** All groups but those that hold nothing but the most frequent value; of several such values that of most groups, so no sign or order matters. */
function groupsThatDiffer(values: ArrayLike<number>, { n, count, of }: GroupIndex): number {
  const frequencies = new Map<number, number>();
  const only = new Array<number | undefined>(count);
  for (let i = 0; i < n; i++) {
    const value = values[i];
    const seen = only[of[i]];
    frequencies.set(value, (frequencies.get(value) ?? 0) + 1);
    only[of[i]] = seen === undefined || seen === value ? value : Number.NaN;
  }
  const most = Math.max(...frequencies.values());
  const whole = new Map<number, number>();
  for (const value of only) whole.set(value!, (whole.get(value!) ?? 0) + 1);
  const common = [...frequencies].filter(([, frequency]) => frequency === most);
  return count - Math.max(...common.map(([value]) => whole.get(value) ?? 0));
}
