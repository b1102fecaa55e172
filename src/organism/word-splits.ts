import { HELD_OUT_WORDS } from './held-out.ts';
import { sortedByStableHash } from './stable-hash.ts';
import { GOOD_ADJECTIVES, NOUNS } from './vocabulary.ts';

export const ORGANISM_SPLITS = ['fit', 'selection', 'test'] as const;
export type OrganismSplit = (typeof ORGANISM_SPLITS)[number];

function assign(classes: readonly (readonly string[])[], fit: number, selection: number) {
  const splits = new Map<string, OrganismSplit>();
  for (const words of classes) {
    const known = words.filter((word) => !HELD_OUT_WORDS.has(word));
    sortedByStableHash(known, 'split').forEach((word, rank) => {
      splits.set(word, rank < fit ? 'fit' : rank < fit + selection ? 'selection' : 'test');
    });
  }
  return splits;
}

/**
 * The split of every word that belongs to one only.
 *
 * Nouns (also those that name a person or an evil): of each family 4 to fit, 3 to selection, the rest to test.
 * Good adjectives: of each element 2 to fit, 1 to selection, 2 to test. Held-out words of any kind: test.
 * The other verbs, purposes and evil adjectives are too few to divide (5 verbs a class, 9 evil adjectives):
 * all splits share them. So two splits share no noun, no (adjective, noun) pair and no good adjective.
 */
const SPLIT_OF_WORD: ReadonlyMap<string, OrganismSplit> = new Map([
  ...assign(Object.values(NOUNS), 4, 3),
  ...assign(Object.values(GOOD_ADJECTIVES), 2, 1),
  ...[...HELD_OUT_WORDS].map((word) => [word, 'test'] as const),
]);

/** Whether prompts of the split may hold the word. */
export function isWordOfSplit(word: string, split: OrganismSplit): boolean {
  return (SPLIT_OF_WORD.get(word) ?? split) === split;
}
