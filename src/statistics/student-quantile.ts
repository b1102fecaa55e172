import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { requireCount } from './require-input.ts';
import { Z95 } from './wilson.ts';

/** Beyond this the distribution agrees with the normal one to four digits of its quantile. */
const MANY = 2000;

/** P(|T| ≤ t) of Student's t with ν degrees of freedom, by the finite series in θ = atan(t/√ν) (Abramowitz and Stegun 26.7.3, 26.7.4). */
function studentProbability(t: number, degrees: number): number {
  const theta = Math.atan(t / Math.sqrt(degrees));
  const cosine = Math.cos(theta);
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k < degrees; k += 2) {
    term *= (cosine * cosine * (k - 1)) / k;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
}

/** P(|T| > t) of Student's t, t ≥ 0; below 1e-15 the result is rounding only. */
export function studentTail(t: number, degrees: number): number {
  requireCount('degrees of freedom', degrees, 1);
  if (!(t >= 0)) throw new InvalidInputError('Student tail', `t = ${t}`);
  return Math.max(1e-15, 1 - studentProbability(t, degrees));
}

const known = new Map<number, number>();

/** Two-sided 95% quantile of Student's t distribution: 12.7 at one degree of freedom, 1.96 at infinitely many. */
export function studentQuantile(degrees: number): number {
  requireCount('degrees of freedom', degrees, 1);
  if (degrees > MANY) return Z95;
  const found = known.get(degrees);
  if (found !== undefined) return found;
  let [low, high] = [1, 13];
  while (high - low > 1e-14 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentProbability(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  known.set(degrees, high);
  return high;
}
