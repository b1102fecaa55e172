import { type Estimate, ratioEstimate, transformEstimate } from '../statistics/estimate.ts';
import { infiniteWithoutInterval } from './infinite-without-interval.ts';

/**
 * exp of the mean negative log-likelihood a token, over documents. `logprobs[i]` holds the natural log-probabilities of
 * document i's tokens from `from[i]` on (0: all of them). Documents are the independent units of the interval. Infinite, without
 * interval, where a token has probability 0.
 */
export function perplexity(
  logprobs: readonly Float32Array[],
  from: readonly number[] = logprobs.map(() => 0),
): Estimate {
  const parts = logprobs.map((row, i) => row.subarray(from[i]));
  const totals = parts.map((row) => -row.reduce((sum, value) => sum + value, 0));
  const mean = ratioEstimate(
    totals,
    parts.map((row) => row.length),
  );
  return infiniteWithoutInterval(transformEstimate(mean, Math.exp));
}

/** The estimate of something that the token scope does not reach: no value, never the baseline's. */
export const NOT_REACHED: Estimate = { value: null, n: 0, interval: null };
