import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { ArmResult, Results } from '../results/results.ts';

/** The arm with this id; throws {@link InvalidInputError} where the results name an arm that they do not hold. */
export function findArm(results: Results, id: string): ArmResult {
  const arm = results.arms.find((candidate) => candidate.id === id);
  if (!arm)
    throw new InvalidInputError('results', `arm "${id}" is not among the ${results.arms.length} arms`);
  return arm;
}
