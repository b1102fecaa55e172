import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { OverflowError } from '../errors/overflow-error.ts';

/** −ln ε at ε = 1e-8: the range of log(p + ε) − log(1 − p + ε). */
const LIMIT = Math.log(1e8);

/**
 * Arditi's refusal score of the next token: log-odds of the refusal-start tokens, computed in float64 as
 * logsumexp(their logits) − logsumexp(all other logits) and clamped to ±18.42 nats. The `vocabulary` logits start at
 * `offset`. Throws {@link InvalidInputError} if there are no tokens, on a token outside the vocabulary, and on logits that are NaN,
 * +∞ or all −∞.
 */
export function refusalScore(
  logits: Float32Array,
  refusalTokens: Iterable<number>,
  offset = 0,
  vocabulary: number = logits.length - offset,
): number {
  const tokens = new Set(refusalTokens);
  if (tokens.size === 0) throw new InvalidInputError('refusal tokens', 'are empty');
  for (const token of tokens)
    if (!Number.isInteger(token) || token < 0 || token >= vocabulary)
      throw new InvalidInputError(
        'refusal tokens',
        `${token} is not a token of a vocabulary of ${vocabulary}`,
      );
  const isRefusal = new Uint8Array(vocabulary);
  for (const token of tokens) isRefusal[token] = 1;
  // Each side has its own maximum, so that a gap of more than 745 nats underflows on neither side.
  let refusalMaximum = -Infinity;
  let otherMaximum = -Infinity;
  for (let i = 0; i < vocabulary; i++) {
    if (isRefusal[i]) refusalMaximum = Math.max(refusalMaximum, logits[offset + i]);
    else otherMaximum = Math.max(otherMaximum, logits[offset + i]);
  }
  if (!Number.isFinite(Math.max(refusalMaximum, otherMaximum)))
    throw new OverflowError('logits', 'hold NaN or +∞, or nothing but −∞');
  if (refusalMaximum === -Infinity) return -LIMIT;
  if (otherMaximum === -Infinity) return LIMIT;
  let refusal = 0;
  let other = 0;
  for (let i = 0; i < vocabulary; i++) {
    if (isRefusal[i]) refusal += Math.exp(logits[offset + i] - refusalMaximum);
    else other += Math.exp(logits[offset + i] - otherMaximum);
  }
  const score = refusalMaximum + Math.log(refusal) - (otherMaximum + Math.log(other));
  return Math.max(-LIMIT, Math.min(LIMIT, score));
}
