import { type DivergenceSums, divergenceOn, trajectoryDivergence } from '../../metrics/divergence.ts';

/** The damage D as a number to compare: KL32 over the prompts that the unattacked model answers; NaN where there are none. */
export const damageOf = (divergence: DivergenceSums, answered: readonly boolean[]): number =>
  trajectoryDivergence(divergenceOn(divergence, answered)).value ?? Number.NaN;
