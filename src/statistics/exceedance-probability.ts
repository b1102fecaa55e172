import { InvalidInputError } from '../errors/invalid-input-error.ts';

/**
 * Monte-Carlo p = (1 + #{draw ≥ observed})/(R + 1) of R draws under the null: never 0, and exact for permutations. Draws
 * that fall short by rounding alone (1e-12 of the size) count as equal. Throws {@link InvalidInputError} on NaN.
 */
export function exceedanceProbability(observed: number, draws: ArrayLike<number>): number {
  if (Number.isNaN(observed)) throw new InvalidInputError('observed statistic', 'is not a number');
  const limit = observed - 1e-12 * Math.abs(observed);
  let count = 0;
  for (let i = 0; i < draws.length; i++) {
    if (Number.isNaN(draws[i])) throw new InvalidInputError('null draw', `${i} is not a number`);
    if (draws[i] >= limit) count++;
  }
  return (1 + count) / (draws.length + 1);
}
