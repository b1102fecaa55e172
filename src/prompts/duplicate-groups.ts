import { distinctTexts } from './distinct-texts.ts';
import { nearDuplicatesByText } from './near-duplicate-pairs.ts';

/** Two prompts are near-duplicates from this share of common words on. */
export const DUPLICATE_THRESHOLD = 0.5;

/**
 * The near-duplicate group of each text: every two texts of a group are near-duplicates (Jaccard similarity of word tokens ≥
 * `threshold`), as with complete linkage. One text at a time, the shortest first, joins the group whose least alike text is the most alike, or begins
 * one where it is not a near-duplicate of all texts of any. Single linkage would also join a chain, and a template that many prompts share makes
 * one group of most of them. Two texts of different groups may still be near-duplicates.
 *
 * Groups are numbered from 0 in the order in which they first appear. Throws InvalidInputError unless 0 < threshold ≤ 1.
 */
export function duplicateGroups(texts: readonly string[], threshold: number = DUPLICATE_THRESHOLD): number[] {
  const distinct = distinctTexts(texts);
  const groupOf = cliques(distinct.texts, threshold);
  const numbers = new Map<number, number>();
  return distinct.placeOf.map((place) => {
    const number = numbers.get(groupOf[place]) ?? numbers.size;
    numbers.set(groupOf[place], number);
    return number;
  });
}

/** A number of each text's group. */
function cliques(texts: readonly string[], threshold: number): Int32Array {
  const groupOf = new Int32Array(texts.length);
  const sizes: number[] = [];
  for (const { text, others } of nearDuplicatesByText(texts, threshold)) {
    const met = new Map<number, { count: number; least: number }>();
    for (const { text: other, similarity } of others) {
      const group = groupOf[other];
      const before = met.get(group) ?? { count: 0, least: 1 };
      met.set(group, { count: before.count + 1, least: Math.min(before.least, similarity) });
    }
    const [best] = [...met]
      .filter(([group, { count }]) => count === sizes[group])
      .sort(([a, x], [b, y]) => y.least - x.least || a - b);
    groupOf[text] = best ? best[0] : sizes.push(0) - 1;
    sizes[groupOf[text]]++;
  }
  return groupOf;
}
