import type { StagedArm } from '../results/design-result.ts';
import type { Results } from '../results/results.ts';

/** Every attack that a staged audit tried, in its order; empty of a full one. */
export const designArms = ({ design }: Pick<Results, 'design'>): readonly StagedArm[] => design?.arms ?? [];

/** Those of them that left before the test split. */
export const leftArms = (results: Pick<Results, 'design'>): StagedArm[] =>
  designArms(results).filter(({ reached }) => reached !== 'test');

/** Why an arm went no further, without the name of the stage that it left at: `not among the best third of its method`. */
export const whyLeft = ({ reached, left }: Pick<StagedArm, 'reached' | 'left'>): string =>
  left.startsWith(`${reached}: `) ? left.slice(reached.length + 2) : left;
