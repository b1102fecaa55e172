import { nearDuplicatePairs } from './near-duplicate-pairs.ts';
import { wordTokens } from './word-tokens.ts';

/** Two prompts are near-duplicates from this share of common words on. */
export const DUPLICATE_THRESHOLD = 0.5;

/**
 * The near-duplicate group of each text: connected components of the graph that joins texts whose word tokens have a
 * Jaccard similarity ≥ `threshold`. Groups are numbered from 0 in the order in which they first appear.
 * Throws InvalidInputError unless 0 < threshold ≤ 1.
 */
export function duplicateGroups(texts: readonly string[], threshold: number = DUPLICATE_THRESHOLD): number[] {
  // Texts of the same words are one: a file of copies would make every pair of them a candidate.
  const places = new Map<string, number>();
  const distinct: string[] = [];
  const placeOf = texts.map((text) => {
    const words = [...wordTokens(text)].sort().join(' ');
    const place = places.get(words) ?? distinct.push(text) - 1;
    places.set(words, place);
    return place;
  });
  const rootOf = connectedComponents(distinct, threshold);
  const numbers = new Map<number, number>();
  return placeOf.map((place) => {
    const root = rootOf(place);
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
}

/** A member of each text's component, the same for all of the component. */
function connectedComponents(texts: readonly string[], threshold: number): (index: number) => number {
  const parents = Int32Array.from(texts, (_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root];
    while (parents[index] !== root) [parents[index], index] = [root, parents[index]];
    return root;
  };
  const joined = (a: number, b: number): boolean => parents[a] === parents[b] || rootOf(a) === rootOf(b);
  for (const { first, second } of nearDuplicatePairs(texts, threshold, joined))
    parents[rootOf(second)] = rootOf(first);
  return rootOf;
}
