import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { OverflowError } from '../errors/overflow-error.ts';
import { expNonPositive } from './exp-non-positive.ts';

/** log softmax of a logit is (logit − maximum) − logSum, in this order: one rounded sum of both would lose small logits under a large one. */
export interface LogNormaliser {
  readonly maximum: number;
  /** Σ exp(logit − maximum), in [1, V]. */
  readonly sum: number;
  /** log of that, in [0, log V]. */
  readonly logSum: number;
}

/**
 * The constants that turn logits[begin..end−1] into log-probabilities, in float64. Logits of −∞ have probability 0; NaN, +∞ or nothing
 * but −∞ is not a distribution: throws {@link OverflowError}. `exponentials`: filled with exp(logit − maximum), from 0 on; probabilities are
 * those divided by the sum.
 */
export function logNormaliser(
  logits: Float32Array,
  begin = 0,
  end = logits.length,
  exponentials?: Float64Array,
): LogNormaliser {
  if (end <= begin) throw new InvalidInputError('logits', 'are empty');
  let maximum = -Infinity;
  for (let i = begin; i < end; i++) if (logits[i] > maximum) maximum = logits[i];
  let sum = 0;
  if (exponentials)
    for (let i = begin; i < end; i++) {
      const value = expNonPositive(logits[i] - maximum);
      exponentials[i - begin] = value;
      sum += value;
    }
  else for (let i = begin; i < end; i++) sum += expNonPositive(logits[i] - maximum);
  const logSum = Math.log(sum);
  if (!Number.isFinite(maximum + logSum))
    throw new OverflowError('logits', 'hold NaN or +∞, or nothing but −∞');
  return { maximum, sum, logSum };
}
