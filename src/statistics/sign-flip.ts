import { RandomStream } from './random-stream.ts';
import { requireCount, requireFinite } from './require-input.ts';

export interface SignFlipOptions {
  /** Seed of the random signs, used only for Monte Carlo. */
  readonly seed?: number;
  /** Number of random sign vectors B, used only for Monte Carlo. */
  readonly flips?: number;
}

export interface SignFlipResult {
  readonly p: number;
  /** `exact`: over all 2^G signs. `monte-carlo`: p = (1 + #)/(B + 1). */
  readonly method: 'exact' | 'monte-carlo';
}

/** Most additions for an exact distribution. */
const MOST_ADDITIONS = 2e7;
/** Most groups whose signs are enumerated one by one, where sums are not on a lattice. */
const MOST_ENUMERATED = 20;
/** Largest number of draws considered: differences from their mean are multiples of one over their number. */
const FINEST_LATTICE = 64;
const TOLERANCE = 1e-9;
/** Signs per random integer. */
const BITS = 24;

/**
 * Sign-flip test of group differences d_g = Σ_{i∈g} (a_i − b_i): if the two conditions are the same, each d_g is as likely as −d_g,
 * and p is the share of sign vectors ε with |Σ ε_g d_g| ≥ |Σ d_g|, the observed one among them. Groups whose difference is 0 carry no
 * information and drop out.
 *
 * Where the d_g are whole multiples of one step (counts; differences from the mean of R draws), that share is computed exactly:
 * the sum of the |d_g| with a positive sign has a distribution that is built up group by group. With d_g = ±1 that is the
 * binomial distribution, and the test is the exact McNemar test. Other sums are enumerated for up to 20 groups and drawn at
 * random beyond.
 */
export function signFlipTest(
  differences: ArrayLike<number>,
  { seed = 1, flips = 9_999 }: SignFlipOptions = {},
): SignFlipResult {
  requireFinite('sign-flip test', differences);
  requireCount('sign flips', flips, 1);
  const all = Array.from(differences);
  const sizes = all.map(Math.abs).filter((size) => size > 0);
  const observed = Math.abs(all.reduce((sum, difference) => sum + difference, 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  // Sums that differ by rounding are equal.
  const slack = TOLERANCE * total;
  if (observed <= slack) return { p: 1, method: 'exact' };
  const step = latticeStep(sizes);
  if (step !== undefined && (sizes.length * total) / step / 2 <= MOST_ADDITIONS) {
    const whole = sizes.map((size) => Math.round(size / step));
    return { p: latticeTail(whole, Math.round(observed / step)), method: 'exact' };
  }
  if (sizes.length <= MOST_ENUMERATED) return { p: enumeratedTail(sizes, observed - slack), method: 'exact' };
  return { p: sampledTail(sizes, observed - slack, seed, flips), method: 'monte-carlo' };
}

/** The largest 1/k, k ≤ 64, that all sizes are multiples of. */
function latticeStep(sizes: readonly number[]): number | undefined {
  for (let k = 1; k <= FINEST_LATTICE; k++)
    if (sizes.every((size) => Math.abs(size * k - Math.round(size * k)) <= TOLERANCE * Math.max(1, size * k)))
      return 1 / k;
  return undefined;
}

/** 2 P(S ≤ (Σw − observed)/2), S the sum of the weights with a positive sign. */
function latticeTail(weights: readonly number[], observed: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const last = Math.floor((total - observed) / 2);
  const probability = new Float64Array(last + 1);
  probability[0] = 1;
  let reached = 0;
  for (const weight of weights) {
    reached = Math.min(last, reached + weight);
    for (let s = reached; s >= weight; s--) probability[s] = (probability[s] + probability[s - weight]) / 2;
    for (let s = Math.min(weight - 1, reached); s >= 0; s--) probability[s] /= 2;
  }
  const tail = 2 * probability.reduce((sum, value) => sum + value, 0);
  // At least one pair of sign vectors is as extreme; its probability may be too small for a double.
  return Math.min(1, Math.max(tail, Number.MIN_VALUE));
}

/** All sign vectors in the order of a Gray code, the last sign fixed: the other half mirrors them. */
function enumeratedTail(sizes: readonly number[], least: number): number {
  const free = sizes.length - 1;
  const signs = new Int8Array(free).fill(1);
  let sum = sizes.reduce((total, size) => total + size, 0);
  let extreme = Math.abs(sum) >= least ? 1 : 0;
  const vectors = 2 ** free;
  for (let code = 1; code < vectors; code++) {
    const turned = 31 - Math.clz32(code & -code);
    signs[turned] = -signs[turned];
    sum += 2 * signs[turned] * sizes[turned];
    if (Math.abs(sum) >= least) extreme++;
  }
  return extreme / vectors;
}

function sampledTail(sizes: readonly number[], least: number, seed: number, flips: number): number {
  const random = new RandomStream(seed, 'sign flips');
  let extreme = 0;
  for (let flip = 0; flip < flips; flip++) {
    let [sum, bits] = [0, 0];
    for (let g = 0; g < sizes.length; g++) {
      if (g % BITS === 0) bits = random.below(2 ** BITS);
      sum += bits & 1 ? sizes[g] : -sizes[g];
      bits >>>= 1;
    }
    if (Math.abs(sum) >= least) extreme++;
  }
  return (1 + extreme) / (flips + 1);
}
