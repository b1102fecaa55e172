import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { Z95 } from './wilson.ts';

export interface Auroc {
  /** P(positive scores above negative) + ½ P(equal). */
  readonly value: number;
  /** 95%. */
  readonly interval: readonly [number, number];
  readonly positives: number;
  readonly negatives: number;
}

const STEPS = 80;

/**
 * Area under the ROC curve of scores that should be higher for positives, with Newcombe's interval (2006, method 5): all θ
 * with |θ̂ − θ| ≤ 1.96 √V(θ), V(θ) = θ(1 − θ) [1 + h (1 − θ)/(2 − θ) + h θ/(1 + θ)]/(nm), h = (n + m)/2 − 1: Hanley and McNeil's
 * variance, taken at θ instead of θ̂, so that it keeps a width where the classes separate perfectly. Throws
 * {@link InvalidInputError} on an empty class and on NaN.
 */
export function auroc(positives: ArrayLike<number>, negatives: ArrayLike<number>): Auroc {
  const [n, m] = [positives.length, negatives.length];
  if (n === 0 || m === 0)
    throw new InvalidInputError('AUROC', `${n} positives and ${m} negatives: both are needed`);
  const lower = Float64Array.from(negatives).sort();
  let wins = 0;
  for (let i = 0; i < n; i++) {
    const score = positives[i];
    if (Number.isNaN(score)) throw new InvalidInputError('AUROC', 'a score is not a number');
    wins += (below(lower, score, false) + below(lower, score, true)) / 2;
  }
  if (lower.some(Number.isNaN)) throw new InvalidInputError('AUROC', 'a score is not a number');
  const value = wins / (n * m);
  return { value, interval: aurocInterval(value, n, m), positives: n, negatives: m };
}

/** The interval of {@link auroc}. */
export function aurocInterval(value: number, n: number, m: number): [number, number] {
  const h = (n + m) / 2 - 1;
  const variance = (theta: number): number =>
    (theta * (1 - theta) * (1 + (h * (1 - theta)) / (2 - theta) + (h * theta) / (1 + theta))) / (n * m);
  const isInside = (theta: number): boolean => Math.abs(value - theta) <= Z95 * Math.sqrt(variance(theta));
  const bound = (outside: number): number => {
    let [out, inside] = [outside, value];
    // The end itself has zero variance, so only the exact value 0 or 1 reaches it.
    if (value === outside) return outside;
    for (let step = 0; step < STEPS; step++) {
      const middle = (out + inside) / 2;
      if (isInside(middle)) inside = middle;
      else out = middle;
    }
    return inside;
  };
  return [bound(0), bound(1)];
}

/** Number of the ascending values below `score`, or up to it with `orEqual`. */
function below(sorted: Float64Array, score: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (orEqual ? sorted[middle] <= score : sorted[middle] < score) low = middle + 1;
    else high = middle;
  }
  return low;
}
