import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { exceedanceProbability } from './exceedance-probability.ts';
import { type ClassGroups, permutedLabels } from './permuted-labels.ts';
import type { RandomStream } from './random-stream.ts';

export interface EnergyTest {
  /** Squared energy distance of the two samples, ≥ 0, in units of the coordinates. */
  readonly statistic: number;
  /** Permutation p, (1 + #≥)/(B + 1). */
  readonly p: number;
  /** B. */
  readonly permutations: number;
}

/**
 * Two-sample energy test (Székely and Rizzo 2004) of equal distributions, for coordinates [n, K] and [m, K]:
 * E = 2 mean‖x − y‖ − mean‖x − x′‖ − mean‖y − y′‖, means over all pairs, a point with itself included; the labels are
 * permuted, by group if given. It detects any difference of distribution, location and spread best. Throws {@link InvalidInputError} on an
 * empty sample, incomplete rows, or fewer than one permutation.
 */
export function energyTest(
  first: Float64Array,
  second: Float64Array,
  size: number,
  options: { readonly permutations: number; readonly random: RandomStream; readonly groups?: ClassGroups },
): EnergyTest {
  const { permutations, random, groups } = options;
  const n = first.length / size;
  const m = second.length / size;
  if (!(Number.isInteger(n) && Number.isInteger(m) && n > 0 && m > 0))
    throw new InvalidInputError(
      'energy test',
      `${first.length} and ${second.length} values are not rows of ${size}`,
    );
  if (!(Number.isSafeInteger(permutations) && permutations >= 1))
    throw new InvalidInputError('permutations', `${permutations} is not a positive integer`);
  const pooled = new Float64Array(first.length + second.length);
  pooled.set(first);
  pooled.set(second, first.length);
  const count = n + m;
  const distances = distanceMatrix(pooled, size);
  const rowSums = Float64Array.from({ length: count }, (_, i) =>
    distances.subarray(i * count, (i + 1) * count).reduce((sum, value) => sum + value, 0),
  );
  const total = rowSums.reduce((sum, value) => sum + value, 0);
  const statistic = (labels: Uint8Array): number => {
    const members = Int32Array.from(labels.keys()).filter((i) => labels[i] === 1);
    const [here, there] = [members.length, count - members.length];
    // Only pairs inside the first sample are summed; row sums give the rest.
    let inside = 0;
    let touching = 0;
    for (let a = 0; a < here; a++) {
      const row = members[a] * count;
      touching += rowSums[members[a]];
      for (let b = 0; b < a; b++) inside += distances[row + members[b]];
    }
    const within = 2 * inside;
    const across = touching - within;
    const other = total - within - 2 * across;
    return (2 * across) / (here * there) - within / (here * here) - other / (there * there);
  };
  const observed = Math.max(0, statistic(Uint8Array.from({ length: count }, (_, i) => (i < n ? 1 : 0))));
  const draw = permutedLabels(n, m, random, groups);
  const draws = Float64Array.from({ length: permutations }, () => statistic(draw()));
  return { statistic: observed, p: exceedanceProbability(observed, draws), permutations };
}

/** ‖x_i − x_j‖ of rows [n, K] → [n, n]. */
function distanceMatrix(rows: Float64Array, size: number): Float64Array {
  const count = rows.length / size;
  const distances = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < i; j++) {
      let squared = 0;
      for (let k = 0; k < size; k++) squared += (rows[i * size + k] - rows[j * size + k]) ** 2;
      distances[i * count + j] = distances[j * count + i] = Math.sqrt(squared);
    }
  return distances;
}
