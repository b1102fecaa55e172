import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { logNormaliser } from './log-normaliser.ts';
import { type ReferenceDistribution, referenceDistribution } from './reference-distribution.ts';

/** Below this, δ + e^{−δ} − 1 loses digits to cancellation; above it, the series would. */
const SERIES_LIMIT = 0.03;

/** Work space, as long as the largest vocabulary so far: a fresh array for every row would cost more than its sums. */
let exponentials = new Float64Array(0);
let compared: ReferenceDistribution = {
  probability: new Float64Array(0),
  logProbability: new Float64Array(0),
};

/**
 * KL(p ‖ q) in nats = Σ p (δ + e^{−δ} − 1), δ = log p − log q, of two softmaxes over the `length` logits from
 * `offset` on in both arrays; float64 throughout.
 *
 * It equals Σ p δ because Σ p e^{−δ} = Σ q = 1, but every term is ≥ 0 by arithmetic, so the sum is never negative
 * and small divergences keep their digits. Where p = 0 the term is q. +∞ where q = 0 < p. Throws
 * {@link InvalidInputError} on logits that are not a distribution.
 */
export function klFromLogits(
  reference: Float32Array,
  other: Float32Array,
  offset = 0,
  length: number = reference.length - offset,
): number {
  if (offset + length > reference.length || offset + length > other.length)
    throw new InvalidInputError(
      'logits',
      `${reference.length} and ${other.length} values end before ${offset + length}`,
    );
  if (compared.probability.length !== length)
    compared = { probability: new Float64Array(length), logProbability: new Float64Array(length) };
  return klFromReference(referenceDistribution(reference, offset, length, compared), other, offset);
}

/** {@link klFromLogits} against a reference whose softmax is known; `other` holds its logits from `offset` on. */
export function klFromReference(reference: ReferenceDistribution, other: Float32Array, offset = 0): number {
  const { probability, logProbability } = reference;
  const length = probability.length;
  if (offset + length > other.length)
    throw new InvalidInputError('logits', `${other.length} values end before ${offset + length}`);
  if (exponentials.length < length) exponentials = new Float64Array(length);
  const { maximum, sum, logSum } = logNormaliser(other, offset, offset + length, exponentials);
  let divergence = 0;
  for (let i = 0; i < length; i++)
    divergence += divergenceTerm(
      probability[i],
      logProbability[i],
      exponentials[i] / sum,
      other[offset + i] - maximum - logSum,
    );
  return divergence;
}

/** p (δ + e^{−δ} − 1) ≥ 0, δ = logP − logQ; p e^{−δ} is q. */
function divergenceTerm(p: number, logP: number, q: number, logQ: number): number {
  if (p === 0) return q;
  const delta = logP - logQ;
  if (delta < SERIES_LIMIT && delta > -SERIES_LIMIT)
    return (
      p *
      delta *
      delta *
      (1 / 2 -
        delta *
          (1 / 6 -
            delta * (1 / 24 - delta * (1 / 120 - delta * (1 / 720 - delta * (1 / 5040 - delta / 40320))))))
    );
  const term = p * delta + (q - p);
  // Only the smallest numbers, which have few digits, can round below 0.
  return term > 0 ? term : 0;
}
