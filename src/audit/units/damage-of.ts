import { type DivergenceSums, trajectoryDivergence } from '../../metrics/divergence.ts';

/** The damage D as a number to compare; NaN where there is nothing. */
export const damageOf = (divergence: DivergenceSums): number =>
  trajectoryDivergence(divergence).value ?? Number.NaN;
