import { nearDuplicatePairs } from './near-duplicate-pairs.ts';

/** Two prompts are near-duplicates from this share of common words on. */
export const DUPLICATE_THRESHOLD = 0.5;

/**
 * The near-duplicate group of each text: connected components of the graph that joins texts whose word tokens have a
 * Jaccard similarity ≥ `threshold`. Groups are numbered from 0 in the order in which they first appear.
 * Throws InvalidInputError unless 0 < threshold ≤ 1.
 */
export function duplicateGroups(texts: readonly string[], threshold: number = DUPLICATE_THRESHOLD): number[] {
  const parents = texts.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root];
    while (parents[index] !== root) [parents[index], index] = [root, parents[index]];
    return root;
  };
  const joined = (a: number, b: number): boolean => rootOf(a) === rootOf(b);
  // The smaller index is the root, so that a group's root is where it first appears.
  for (const { first, second } of nearDuplicatePairs(texts, threshold, joined)) {
    const [a, b] = [rootOf(first), rootOf(second)];
    parents[Math.max(a, b)] = Math.min(a, b);
  }
  const numbers = new Map<number, number>();
  return texts.map((_, index) => {
    const root = rootOf(index);
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
}
