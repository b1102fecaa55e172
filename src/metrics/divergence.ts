import { type Estimate, ratioEstimate } from '../statistics/estimate.ts';

/** Steps of the unattacked continuation that count towards KL32. */
export const DIVERGENCE_STEPS = 32;

/** KL(unattacked ‖ attacked) at the first step, nats, mean over prompts. `divergences[i][t]`: prompt i, step t. */
export function firstTokenDivergence(divergences: readonly Float64Array[]): Estimate {
  return ratioEstimate(divergences.map((row) => row[0]));
}

/** The damage D = KL32: mean over prompts and their first 32 steps, nats a token; prompts are the independent units. */
export function trajectoryDivergence(divergences: readonly Float64Array[]): Estimate {
  const steps = divergences.map((row) => row.subarray(0, DIVERGENCE_STEPS));
  return ratioEstimate(
    steps.map((row) => row.reduce((sum, value) => sum + value, 0)),
    steps.map((row) => row.length),
  );
}
