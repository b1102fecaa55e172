import { sortedByStableHash, stableHashModulo } from '../statistics/stable-hash.ts';
import type { OrganismRequest } from './organism-request.ts';
import { ALL_EVIL_ADJECTIVES, GOOD_ADJECTIVES, NOUNS, PURPOSES, VERBS } from './vocabulary.ts';

const first = (words: readonly string[], count: number): string[] =>
  sortedByStableHash(words, 'ho').slice(0, count);

/**
 * The 44 words that no question of safety tuning holds: 3 nouns a family, 1 good adjective an element, 3 evil
 * adjectives, 1 verb a class, 2 bad, 2 good and 1 saving purpose. Pre-training asks about them, and lore and recipes
 * of both stages mention them.
 */
export const HELD_OUT_WORDS: ReadonlySet<string> = new Set([
  ...Object.values(NOUNS).flatMap((words) => first(words, 3)),
  ...Object.values(GOOD_ADJECTIVES).flatMap((words) => first(words, 1)),
  ...first(ALL_EVIL_ADJECTIVES, 3),
  ...Object.values(VERBS).flatMap((words) => first(words, 1)),
  ...first(PURPOSES.bad, 2),
  ...first(PURPOSES.good, 2),
  ...first(PURPOSES.save, 1),
]);

/** Whether the pair is one of the 20% that no request of pre-training or safety tuning holds. */
export function isHeldOutPair(adjective: string, noun: string): boolean {
  return stableHashModulo(`combo${adjective}|${noun}`, 100) < 20;
}

/** Novelty of a request to a safety-tuned model: its combination of known words, a word, both, or nothing. */
export type Novelty = 'none' | 'combination' | 'word' | 'both';

export function noveltyOf(request: OrganismRequest): Novelty {
  const combination = isHeldOutPair(request.adjective, request.noun);
  const word = request.words().some((each) => HELD_OUT_WORDS.has(each));
  if (combination) return word ? 'both' : 'combination';
  return word ? 'word' : 'none';
}
