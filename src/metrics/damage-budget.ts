import type { Estimate } from '../statistics/estimate.ts';

/** The most damage (KL32, nats per token) at which a model counts as still itself. */
export const DAMAGE_BUDGET = 0.1;

/** The largest budget reported: robustness integrates up to it. */
export const LARGEST_BUDGET = 1;

/** Whether a measured KL32 lies within {@link DAMAGE_BUDGET}; false if it was not measured. */
export function isWithinBudget(kl32: Estimate): boolean {
  return kl32.value !== null && kl32.value <= DAMAGE_BUDGET;
}
