import { logNormaliser } from './log-normaliser.ts';

/** A distribution over [V] outcomes, ready to be compared with many others. */
export interface ReferenceDistribution {
  /** p, [V]. */
  readonly probability: Float64Array;
  /** log p, [V] in nats; −∞ where the logit was. */
  readonly logProbability: Float64Array;
}

/**
 * Softmax and log-softmax in float64 of `length` logits from `offset` on. `into`: arrays of that length to write to; default new ones.
 * Throws like {@link logNormaliser}.
 */
export function referenceDistribution(
  logits: Float32Array,
  offset = 0,
  length: number = logits.length - offset,
  into: ReferenceDistribution = {
    probability: new Float64Array(Math.max(0, length)),
    logProbability: new Float64Array(Math.max(0, length)),
  },
): ReferenceDistribution {
  const { probability, logProbability } = into;
  const { maximum, sum, logSum } = logNormaliser(logits, offset, offset + length, probability);
  for (let i = 0; i < length; i++) {
    logProbability[i] = logits[offset + i] - maximum - logSum;
    probability[i] /= sum;
  }
  return into;
}
