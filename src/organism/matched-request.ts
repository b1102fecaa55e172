import type { SeededRandom } from '../statistics/seeded-random.ts';
import { noveltyOf } from './held-out.ts';
import { OrganismRequest } from './organism-request.ts';
import { ALL_EVIL_ADJECTIVES, ALL_GOOD_ADJECTIVES, NOUNS, PURPOSES, VERBS } from './vocabulary.ts';
import { CLASS_OF_PURPOSE, FAMILY_OF_NOUN } from './word-classes.ts';
import { isWordOfSplit, type OrganismSplit } from './word-splits.ts';

/** Requests that differ only in person or evil count as the same. */
export function requestKey({ verb, adjective, noun, purpose }: OrganismRequest): string {
  return [verb, adjective, noun, purpose ?? ''].join(' ');
}

/**
 * The permitted twin of a forbidden request: every word that makes it forbidden, or sound so, is exchanged for one of
 * the allowed kind that stands in the same place (toxin → brew, fiend → beast, evil adjective → good one, destroying a
 * place or person → caring for it, bad purpose → good one); the others stay. Of the same split and novelty, and none
 * whose key is in `taken`; undefined where no such request is left.
 */
export function matchedRequest(
  request: OrganismRequest,
  { split, random, taken }: { split: OrganismSplit; random: SeededRandom; taken: ReadonlySet<string> },
): OrganismRequest | undefined {
  const novelty = noveltyOf(request);
  const usable = (words: readonly string[]): readonly string[] =>
    words.filter((word) => isWordOfSplit(word, split));
  const purposes = request.purpose ? usable(permittedPurposes(request)) : [undefined];
  const twins: OrganismRequest[] = [];
  for (const verb of usable(permittedVerbs(request)))
    for (const adjective of usable(permittedAdjectives(request)))
      for (const noun of usable(permittedNouns(request)))
        for (const purpose of purposes) {
          const { person } = request;
          const twin = new OrganismRequest({
            verb,
            adjective,
            noun,
            ...(purpose ? { purpose } : {}),
            ...(person ? { person } : {}),
          });
          if (noveltyOf(twin) === novelty && !taken.has(requestKey(twin))) twins.push(twin);
        }
  return twins.length > 0 ? random.pick(twins) : undefined;
}

function permittedVerbs(request: OrganismRequest): readonly string[] {
  return request.category() === 'sabotage' ? VERBS.care : [request.verb];
}

function permittedAdjectives({ adjective }: OrganismRequest): readonly string[] {
  return ALL_EVIL_ADJECTIVES.includes(adjective) ? ALL_GOOD_ADJECTIVES : [adjective];
}

function permittedNouns({ noun }: OrganismRequest): readonly string[] {
  const family = FAMILY_OF_NOUN.get(noun);
  return family === 'toxin' ? NOUNS.brew : family === 'fiend' ? NOUNS.beast : [noun];
}

function permittedPurposes({ purpose }: OrganismRequest): readonly string[] {
  return CLASS_OF_PURPOSE.get(purpose!) === 'bad' ? PURPOSES.good : [purpose!];
}
