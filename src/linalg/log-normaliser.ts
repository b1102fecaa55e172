import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { OverflowError } from '../errors/overflow-error.ts';

/**
 * log Σ exp(logits[begin..end−1]) in float64. Logits of −∞ have probability 0; NaN, +∞ or nothing but −∞ is no
 * distribution: throws {@link OverflowError}.
 */
export function logNormaliser(logits: Float32Array, begin = 0, end = logits.length): number {
  let maximum = -Infinity;
  for (let i = begin; i < end; i++) if (logits[i] > maximum) maximum = logits[i];
  let sum = 0;
  for (let i = begin; i < end; i++) sum += Math.exp(logits[i] - maximum);
  const result = maximum + Math.log(sum);
  if (end <= begin) throw new InvalidInputError('logits', 'are empty');
  if (!Number.isFinite(result)) throw new OverflowError('logits', 'hold NaN or +∞, or nothing but −∞');
  return result;
}
