import { DUPLICATE_THRESHOLD } from './duplicate-groups.ts';
import { nearDuplicatePairs } from './near-duplicate-pairs.ts';

/** A prompt of one set and its near-duplicate in another. */
export interface CrossSetLeak {
  /** Ids in the two sets. */
  readonly a: string;
  readonly b: string;
  /** Jaccard similarity of their word tokens. */
  readonly similarity: number;
}

interface Identified {
  readonly id: string;
  readonly prompt: string;
}

/**
 * Every pair of a prompt of `a` and one of `b` with a similarity ≥ `threshold`, the most alike first, then in the order
 * of the sets. Throws InvalidInputError unless 0 < threshold ≤ 1.
 */
export function crossSetLeaks(
  a: readonly Identified[],
  b: readonly Identified[],
  threshold: number = DUPLICATE_THRESHOLD,
): CrossSetLeak[] {
  const texts = [...a, ...b].map(({ prompt }) => prompt);
  const sameSet = (first: number, second: number): boolean => first < a.length === second < a.length;
  return [...nearDuplicatePairs(texts, threshold, sameSet)]
    .sort((x, y) => y.similarity - x.similarity || x.first - y.first || x.second - y.second)
    .map(({ first, second, similarity }) => ({ a: a[first].id, b: b[second - a.length].id, similarity }));
}
