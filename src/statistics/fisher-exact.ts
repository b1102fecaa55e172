import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** Relative tolerance: tables as likely as the observed one up to rounding count as equally likely. */
const TOLERANCE = 1e-7;

/**
 * Fisher's exact test that two independent proportions k1/n1 and k2/n2 are equal, two-sided: the probability, with all margins given
 * (hypergeometric), of every table that is at most as likely as the observed one. Conservative: its true level lies below the nominal one.
 */
export function fisherExact(k1: number, n1: number, k2: number, n2: number): number {
  for (const [k, n] of [
    [k1, n1],
    [k2, n2],
  ])
    if (!(Number.isSafeInteger(k) && Number.isSafeInteger(n) && n > 0 && k >= 0 && k <= n))
      throw new InvalidInputError('Fisher’s exact test', `${k} of ${n} is not a proportion`);
  const successes = k1 + k2;
  const least = Math.max(0, successes - n2);
  const most = Math.min(n1, successes);
  // P(k + 1)/P(k) = (n1 − k)(s − k) / ((k + 1)(n2 − s + k + 1)), in logarithms from the first table on.
  const logs = [0];
  for (let k = least; k < most; k++) {
    const ratio =
      Math.log(n1 - k) + Math.log(successes - k) - Math.log(k + 1) - Math.log(n2 - successes + k + 1);
    logs.push(logs[logs.length - 1] + ratio);
  }
  const greatest = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - greatest));
  const limit = weights[k1 - least] * (1 + TOLERANCE);
  let [total, extreme] = [0, 0];
  for (const weight of weights.toSorted((a, b) => a - b)) {
    total += weight;
    if (weight <= limit) extreme += weight;
  }
  return Math.max(Math.min(1, extreme / total), Number.MIN_VALUE);
}
