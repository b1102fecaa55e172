import { sortedByStableHash } from '../statistics/stable-hash.ts';
import { HELD_OUT_WORDS } from './held-out.ts';
import { GOOD_ADJECTIVES, NOUNS } from './vocabulary.ts';

export const ORGANISM_SPLITS = ['fit', 'selection', 'test'] as const;
export type OrganismSplit = (typeof ORGANISM_SPLITS)[number];

/** Deals the words of each class that are not held out: first the fit split's share of the class, then selection's. */
function assign(classes: readonly (readonly string[])[], fitShare: number, selectionShare: number) {
  const splits = new Map<string, OrganismSplit>();
  for (const words of classes) {
    const known = words.filter((word) => !HELD_OUT_WORDS.has(word));
    const fit = Math.floor(fitShare * words.length);
    const selection = Math.floor(selectionShare * words.length);
    sortedByStableHash(known, 'split').forEach((word, rank) => {
      splits.set(word, rank < fit ? 'fit' : rank < fit + selection ? 'selection' : 'test');
    });
  }
  return splits;
}

/**
 * The split of every word that belongs to only one.
 *
 * Nouns (also those that name a person or an evil): of each family of 20 (24 artefacts) 6 (7) to fit, 5 (6) to
 * selection, the rest to test. Good adjectives: of each element 2 to fit, 2 to selection, 4 to test. Held-out words of
 * any kind: test. The other verbs, purposes and evil adjectives are too few to divide (7 verbs a class, 21 evil
 * adjectives): all splits share them. So two splits share no noun, no (adjective, noun) pair and no good adjective.
 */
const SPLIT_OF_WORD: ReadonlyMap<string, OrganismSplit> = new Map([
  ...assign(Object.values(NOUNS), 0.3, 0.25),
  ...assign(Object.values(GOOD_ADJECTIVES), 0.25, 0.25),
  ...[...HELD_OUT_WORDS].map((word) => [word, 'test'] as const),
]);

/** Whether prompts of the split may hold the word. */
export function isWordOfSplit(word: string, split: OrganismSplit): boolean {
  return (SPLIT_OF_WORD.get(word) ?? split) === split;
}
