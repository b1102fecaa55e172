import { type ClassGroups, permutedLabels } from '../statistics/permuted-labels.ts';
import type { RandomStream } from '../statistics/random-stream.ts';
import type { GaussianTransport } from '../transport/gaussian-transport.ts';
import { mongeMap } from '../transport/monge-map.ts';
import { type CovarianceShrinkage, shrunkMoments } from '../transport/shrink-covariance.ts';
import { quantile } from './quantile.ts';
import { pooledRows, splitRows } from './split-rows.ts';

export interface MapSpectrum {
  /** Eigenvalues of A, descending. */
  readonly eigenvalues: readonly number[];
  /** λ_max/λ_min; null where λ_min is 0. */
  readonly condition: number | null;
  /** Range of 95% of the extreme eigenvalues if both classes share a covariance: 2.5% quantile of λ_min, 97.5% of λ_max. */
  readonly band: readonly [number, number];
  /** Whether λ_min or λ_max lies outside the band: the map does more than fit noise. */
  readonly outsideBand: boolean;
}

/**
 * The spectrum of A with a permutation band. The fit coordinates less their class mean are permuted: A compares
 * only covariances, and a difference of the means would inflate the common variance. The pooled axes do not depend on the
 * labels, so each permutation refits the whole map.
 */
export function mapSpectrum(
  transport: GaussianTransport,
  source: Float64Array,
  target: Float64Array,
  options: {
    readonly permutations: number;
    readonly random: RandomStream;
    readonly groups?: ClassGroups;
    readonly shrinkage: CovarianceShrinkage;
  },
): MapSpectrum {
  const { permutations, random, groups, shrinkage } = options;
  const size = transport.rank;
  const eigenvalues = [...transport.map.eigenvalues];
  const [largest, smallest] = [eigenvalues[0], eigenvalues[size - 1]];
  const centred = (rows: Float64Array, mean: Float64Array) => rows.map((value, i) => value - mean[i % size]);
  const pooled = pooledRows(centred(source, transport.source.mean), centred(target, transport.target.mean));
  const draw = permutedLabels(source.length / size, target.length / size, random, groups);
  const lowest = new Float64Array(permutations);
  const highest = new Float64Array(permutations);
  for (let i = 0; i < permutations; i++) {
    const [first, second] = splitRows(pooled, size, draw());
    const values = mongeMap(
      shrunkMoments(first, size, shrinkage),
      shrunkMoments(second, size, shrinkage),
      transport.rounding,
    ).eigenvalues;
    lowest[i] = values[size - 1];
    highest[i] = values[0];
  }
  const band = [quantile(lowest.sort(), 0.025), quantile(highest.sort(), 0.975)] as const;
  return {
    eigenvalues,
    condition: smallest > 0 ? largest / smallest : null,
    band,
    outsideBand: smallest < band[0] || largest > band[1],
  };
}
