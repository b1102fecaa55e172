import { type Estimate, ratioEstimate, transformEstimate } from '../statistics/estimate.ts';
import { infiniteWithoutInterval } from './infinite-without-interval.ts';

/** Negative log-likelihood of documents, nats, and the number of tokens behind it. */
export interface NegativeLogLikelihoods {
  readonly totals: readonly number[];
  readonly tokens: readonly number[];
}

/** `logprobs[i]` holds the natural log-probabilities of document i's tokens from `from[i]` on (0: all of them). */
export function sumLogLikelihoods(
  logprobs: readonly Float32Array[],
  from: readonly number[] = logprobs.map(() => 0),
): NegativeLogLikelihoods {
  const parts = logprobs.map((row, i) => row.subarray(from[i]));
  return {
    totals: parts.map((row) => -row.reduce((sum, value) => sum + value, 0)),
    tokens: parts.map((row) => row.length),
  };
}

/**
 * exp of the mean negative log-likelihood per token; documents are the independent units of the interval. Infinite, without interval,
 * where a token has probability 0.
 */
export function perplexity({ totals, tokens }: NegativeLogLikelihoods): Estimate {
  return infiniteWithoutInterval(transformEstimate(ratioEstimate(totals, tokens), Math.exp));
}

/** The estimate if the token scope does not reach the text: a missing value, never the baseline's. */
export const NOT_REACHED: Estimate = { value: null, n: 0, interval: null };
