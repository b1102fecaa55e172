import { exceedanceProbability } from '../statistics/exceedance-probability.ts';
import { type ClassGroups, permutedLabels } from '../statistics/permuted-labels.ts';
import type { RandomStream } from '../statistics/random-stream.ts';
import { buresWasserstein } from '../transport/bures-wasserstein.ts';
import { sampleMoments } from '../transport/moments.ts';
import { quantile } from './quantile.ts';
import { pooledRows, splitRows } from './split-rows.ts';

/** W2² between the Gaussians of two held-out samples, and its excess over chance. */
export interface DistanceExcess {
  readonly squared: number;
  /** Its mean part ‖m_H − m_S‖². */
  readonly mean: number;
  /** Its covariance part. */
  readonly covariance: number;
  /** Median of W2² with the labels permuted: the value for equal distributions at these n. */
  readonly permutationMedian: number;
  /** squared − permutationMedian. */
  readonly excess: number;
  /** Permutation p of W2². */
  readonly p: number;
}

interface Permuting {
  readonly permutations: number;
  readonly random: RandomStream;
  readonly groups?: ClassGroups;
}

export interface HeldOutDistance {
  readonly before: DistanceExcess;
  /** With the map applied to the held-out source. */
  readonly after: DistanceExcess;
  /** η = 1 − excess after/excess before, the share of the distance that the map removes; null if no distance was shown (p ≥ .05). */
  readonly reduction: number | null;
}

const LEVEL = 0.05;

/** Held-out W2² in the K coordinates, before and after the map; it is biased up, hence the excess over its permutation median. */
export function heldOutDistance(
  source: Float64Array,
  mapped: Float64Array,
  target: Float64Array,
  size: number,
  options: Permuting,
): HeldOutDistance {
  const before = distanceExcess(source, target, size, options);
  const after = distanceExcess(mapped, target, size, options);
  const isShown = before.p < LEVEL && before.excess > 0;
  return { before, after, reduction: isShown ? 1 - after.excess / before.excess : null };
}

function distanceExcess(
  first: Float64Array,
  second: Float64Array,
  size: number,
  { permutations, random, groups }: Permuting,
): DistanceExcess {
  const between = (a: Float64Array, b: Float64Array) =>
    buresWasserstein(sampleMoments(a, size), sampleMoments(b, size));
  const { squared, mean, covariance } = between(first, second);
  const pooled = pooledRows(first, second);
  const draw = permutedLabels(first.length / size, second.length / size, random, groups);
  const draws = Float64Array.from({ length: permutations }, () => {
    const [a, b] = splitRows(pooled, size, draw());
    return between(a, b).squared;
  });
  const p = exceedanceProbability(squared, draws);
  const permutationMedian = quantile(draws.sort(), 0.5);
  return { squared, mean, covariance, permutationMedian, excess: squared - permutationMedian, p };
}
