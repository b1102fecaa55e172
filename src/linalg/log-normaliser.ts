import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { OverflowError } from '../errors/overflow-error.ts';

/** log softmax of a logit is (logit − maximum) − logSum, in this order: one rounded sum of both would lose small logits under a large one. */
export interface LogNormaliser {
  readonly maximum: number;
  /** log Σ exp(logit − maximum), in [0, log V]. */
  readonly logSum: number;
}

/**
 * The constants that turn logits[begin..end−1] into log-probabilities, in float64. Logits of −∞ have probability 0; NaN, +∞ or nothing
 * but −∞ is not a distribution: throws {@link OverflowError}.
 */
export function logNormaliser(logits: Float32Array, begin = 0, end = logits.length): LogNormaliser {
  if (end <= begin) throw new InvalidInputError('logits', 'are empty');
  let maximum = -Infinity;
  for (let i = begin; i < end; i++) if (logits[i] > maximum) maximum = logits[i];
  let sum = 0;
  for (let i = begin; i < end; i++) sum += Math.exp(logits[i] - maximum);
  const logSum = Math.log(sum);
  if (!Number.isFinite(maximum + logSum))
    throw new OverflowError('logits', 'hold NaN or +∞, or nothing but −∞');
  return { maximum, logSum };
}
