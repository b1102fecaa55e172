import { type Estimate, ratioEstimate, transformEstimate } from '../../statistics/estimate.ts';
import type { DivergenceObservation } from './observation.ts';

/** A divergence is never negative, and neither is a bound of it. */
const notNegative = (estimate: Estimate): Estimate =>
  transformEstimate(estimate, (value) => Math.max(0, value));

/** The damage D = KL32: mean over prompts and their first 32 steps, nats a token; prompts are the independent units. */
export const damageEstimate = ({ sums, steps }: DivergenceObservation): Estimate =>
  notNegative(ratioEstimate(sums, steps));

/** KL1: the mean at the first step, nats. */
export const firstTokenDamage = ({ first }: DivergenceObservation): Estimate =>
  notNegative(ratioEstimate(first));

/** {@link damageEstimate} without its interval; NaN where there is nothing. */
export const damageOf = (divergence: DivergenceObservation): number =>
  damageEstimate(divergence).value ?? Number.NaN;
