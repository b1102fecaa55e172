import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { exceedanceProbability } from './exceedance-probability.ts';
import { logNormalTails } from './normal-tail.ts';
import { RandomStream } from './random-stream.ts';

export interface AndersonDarling {
  /** A². */
  readonly statistic: number;
  /** Monte-Carlo p under normality with estimated mean and deviation. */
  readonly p: number;
  readonly n: number;
}

/** Draws of the null; fewer for large samples, where a draw costs more and 1/2000 is enough. */
const DRAWS = 9999;
const FEWER_DRAWS = 1999;
const LARGE = 256;

/** A² of normal samples by their size: the null distribution depends on n alone. */
const nullTables = new Map<number, Float64Array>();

/**
 * Anderson–Darling test of normality with both moments estimated (deviation with 1/(n − 1)), n ≥ 3. p comes from samples
 * drawn under the null at this n (9,999; 1,999 beyond n = 256), the same draws for every test of that size: the statistic does
 * not depend on mean and deviation, and asymptotic tables are off at small n. Null where all values are the same.
 */
export function andersonDarlingTest(sample: ArrayLike<number>): AndersonDarling | null {
  const statistic = andersonDarlingStatistic(sample);
  if (statistic === null) return null;
  return { statistic, p: exceedanceProbability(statistic, nullTable(sample.length)), n: sample.length };
}

/**
 * A² = −n − (1/n) Σ (2i − 1) [log Φ(z_i) + log(1 − Φ(z_{n+1−i}))], z the sorted standardised values. Null where all values
 * are the same; throws {@link InvalidInputError} on fewer than three and on NaN or infinity.
 */
export function andersonDarlingStatistic(sample: ArrayLike<number>): number | null {
  const n = sample.length;
  if (n < 3) throw new InvalidInputError('Anderson–Darling test', `${n} values, at least 3 are needed`);
  const sorted = Float64Array.from(sample).sort();
  if (!sorted.every(Number.isFinite))
    throw new InvalidInputError('Anderson–Darling test', 'the sample holds NaN or infinity');
  if (sorted[0] === sorted[n - 1]) return null;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const { above, below } = logNormalTails((sorted[i] - mean) / deviation);
    // The i-th smallest is the (n + 1 − i)-th largest: both of its terms at once.
    sum += (2 * i + 1) * below + (2 * (n - i) - 1) * above;
  }
  return -n - sum / n;
}

function nullTable(n: number): Float64Array {
  const known = nullTables.get(n);
  if (known) return known;
  const random = new RandomStream(0, `Anderson–Darling null ${n}`);
  const draws = n <= LARGE ? DRAWS : FEWER_DRAWS;
  const table = Float64Array.from({ length: draws }, () => andersonDarlingStatistic(random.normals(n))!);
  nullTables.set(n, table);
  return table;
}
