import { type Estimate, ratioEstimate, transformEstimate } from '../statistics/estimate.ts';
import { infiniteWithoutInterval } from './infinite-without-interval.ts';

/** Steps of the unattacked continuation that count towards KL32. */
export const DIVERGENCE_STEPS = 32;

/** A divergence is never negative, and neither is a bound of it. */
const notNegative = (estimate: Estimate): Estimate =>
  infiniteWithoutInterval(transformEstimate(estimate, (value) => Math.max(0, value)));

/**
 * KL(unattacked ‖ attacked) at the first step, nats, mean over the prompts that have one. `divergences[i][t]`: prompt i,
 * step t.
 */
export function firstTokenDivergence(divergences: readonly Float64Array[]): Estimate {
  return notNegative(ratioEstimate(divergences.filter((row) => row.length > 0).map((row) => row[0])));
}

/** The damage D = KL32: mean over prompts and their first 32 steps, nats a token; prompts are the independent units. */
export function trajectoryDivergence(divergences: readonly Float64Array[]): Estimate {
  const steps = divergences.map((row) => row.subarray(0, DIVERGENCE_STEPS));
  return notNegative(
    ratioEstimate(
      steps.map((row) => row.reduce((sum, value) => sum + value, 0)),
      steps.map((row) => row.length),
    ),
  );
}
