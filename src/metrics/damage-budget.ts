import type { Estimate } from '../statistics/estimate.ts';

/** The most damage (KL32, nats per token) at which a model counts as still itself. */
export const DAMAGE_BUDGET = 0.1;

/** The largest budget that anything is reported for: robustness integrates up to it. */
export const LARGEST_BUDGET = 1;

/** Whether a measured KL32 lies within {@link DAMAGE_BUDGET}; what was not measured does not. */
export function isWithinBudget(kl32: Estimate): boolean {
  return kl32.value !== null && kl32.value <= DAMAGE_BUDGET;
}
