import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { type BootstrapIntervalKind, bootstrapInterval } from './bootstrap-interval.ts';
import { RandomStream } from './random-stream.ts';
import { requireCount } from './require-input.ts';

/** Statistics of one resample: `counts[s][g]` is how often group g of split s was drawn. The arrays are reused: do not keep them. */
export type GroupStatistic = (counts: readonly Int32Array[]) => ArrayLike<number>;

export interface GroupBootstrapRequest {
  /** Number of groups of each split. Splits are resampled independently of each other, as they were drawn. */
  readonly groups: readonly number[];
  /**
   * All statistics, from the resampled groups alone: a selection made by an audit must be repeated in here. NaN
   * where a statistic is not defined in this resample.
   */
  readonly statistic: GroupStatistic;
  readonly replicates?: number;
  readonly seed?: number;
  /** Kind of each interval, or one kind for all. */
  readonly intervals?: BootstrapIntervalKind | readonly BootstrapIntervalKind[];
}

export interface BootstrapEstimate {
  /** The statistic of the sample itself, NaN where it is not defined. */
  readonly value: number;
  /** 95% interval over the resamples in which it is defined; null where there are none. */
  readonly interval: readonly [number, number] | null;
  /** Share of the resamples in which it is not defined. */
  readonly undefinedShare: number;
  /** The replicates in which it is defined, ascending. */
  readonly replicates: Float64Array;
}

/**
 * Bootstrap over duplicate groups: each resample draws as many groups as there are, with replacement, and takes their prompts
 * with them. The caller sums what it needs of a prompt over its group once, so that a resample costs arms × groups and not
 * arms × prompts.
 */
export function groupBootstrap({
  groups,
  statistic,
  replicates = 1_000,
  seed = 1,
  intervals = 'percentile',
}: GroupBootstrapRequest): BootstrapEstimate[] {
  if (groups.length === 0) throw new InvalidInputError('bootstrap', 'needs at least one split');
  for (const count of groups) requireCount('groups of a split', count, 1);
  requireCount('bootstrap replicates', replicates, 40);
  const random = new RandomStream(seed, 'groups');
  const counts = groups.map((count) => new Int32Array(count).fill(1));
  const values = Float64Array.from(statistic(counts));
  const drawn = Array.from(values, () => new Float64Array(replicates));
  for (let replicate = 0; replicate < replicates; replicate++) {
    for (const count of counts) {
      count.fill(0);
      for (let i = 0; i < count.length; i++) count[random.below(count.length)]++;
    }
    const result = statistic(counts);
    for (let j = 0; j < drawn.length; j++) drawn[j][replicate] = result[j];
  }
  const kindOf = (j: number): BootstrapIntervalKind =>
    typeof intervals === 'string' ? intervals : intervals[j];
  const accelerations = values.some((_, j) => kindOf(j) === 'bca')
    ? accelerationsOf(counts, statistic, values.length)
    : values.map(() => 0);
  return Array.from(values, (value, j) => {
    const defined = drawn[j].filter((x) => !Number.isNaN(x)).sort();
    return {
      value,
      interval: defined.length === 0 ? null : bootstrapInterval(value, defined, kindOf(j), accelerations[j]),
      undefinedShare: 1 - defined.length / replicates,
      replicates: defined,
    };
  });
}

/**
 * a = Σ_s Σ_g U³/G_s³ / (6 [Σ_s Σ_g U²/G_s²]^{3/2}), U_sg = (G_s − 1)(θ̄_s − θ_sg), θ_sg the statistic without group g of split s
 * (Davison and Hinkley 1997, section 5.3). 0 where some of them are undefined or none differ.
 */
function accelerationsOf(
  counts: readonly Int32Array[],
  statistic: GroupStatistic,
  length: number,
): Float64Array {
  const cubes = new Float64Array(length);
  const squares = new Float64Array(length);
  for (const count of counts) count.fill(1);
  for (const count of counts) {
    if (count.length === 1) continue;
    const without = Array.from(count, (_, g) => {
      count[g] = 0;
      const result = Float64Array.from(statistic(counts));
      count[g] = 1;
      return result;
    });
    for (let j = 0; j < length; j++) {
      const mean = without.reduce((sum, result) => sum + result[j], 0) / count.length;
      for (const result of without) {
        const influence = ((count.length - 1) * (mean - result[j])) / count.length;
        cubes[j] += influence ** 3;
        squares[j] += influence ** 2;
      }
    }
  }
  return cubes.map((cube, j) => {
    const acceleration = cube / (6 * squares[j] ** 1.5);
    return Number.isFinite(acceleration) ? acceleration : 0;
  });
}
