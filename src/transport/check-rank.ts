import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** Throws {@link InvalidInputError} unless 1 ≤ K ≤ min(n_H, n_S) − 1 and K ≤ `numericalRank`, the rank of the pooled sample. */
export function checkRank(
  rank: number,
  sourceCount: number,
  targetCount: number,
  numericalRank: number,
): void {
  if (!Number.isInteger(rank) || rank < 1)
    throw new InvalidInputError('rank', `${rank} is not a positive integer`);
  const limit = Math.min(sourceCount, targetCount) - 1;
  if (rank > limit)
    throw new InvalidInputError(
      'rank',
      `K = ${rank} exceeds min(n_H, n_S) − 1 = ${limit} (n_H = ${sourceCount}, n_S = ${targetCount})`,
      'Lower the rank or fit on more prompts.',
    );
  if (rank > numericalRank)
    throw new InvalidInputError(
      'rank',
      `K = ${rank} exceeds the rank of the pooled activations, ${numericalRank}`,
      'Lower the rank; repeated prompts add nothing to it.',
    );
}
