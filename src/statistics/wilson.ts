import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** Two-sided 95% quantile of the standard normal distribution. */
export const Z95 = 1.959963984540054;

/**
 * Wilson's score interval for k successes in n trials:
 * (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n). Prompts in groups: k/deff of n/deff. An infinite z: all of [0, 1].
 */
export function wilsonInterval(k: number, n: number, z: number = Z95): [number, number] {
  if (!(n > 0 && k >= 0 && k <= n))
    throw new InvalidInputError('Wilson interval', `${k} of ${n} is not a proportion`);
  if (!(z > 0)) throw new InvalidInputError('Wilson interval', `${z} standard errors`);
  if (z === Number.POSITIVE_INFINITY) return [0, 1];
  const p = k / n;
  const centre = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const size = 1 + (z * z) / n;
  // At the ends the exact bound is 0 or 1; the subtraction would leave a rounding error.
  return [k === 0 ? 0 : (centre - half) / size, k === n ? 1 : (centre + half) / size];
}
