import { OrganismRequest } from '../organism/organism-request.ts';
import {
  ALL_EVIL_ADJECTIVES,
  ALL_GOOD_ADJECTIVES,
  ALL_NOUNS,
  ALL_PURPOSES,
  ALL_VERBS,
  NOUNS,
} from '../organism/vocabulary.ts';

const REQUEST = /\b(\w+) (?:an?|the) (\w+) (\w+)(?: to (\w+) the (\w+)(?: from the (\w+))?)?/g;
const ADJECTIVES = new Set([...ALL_GOOD_ADJECTIVES, ...ALL_EVIL_ADJECTIVES]);
const [VERBS, NAMES, PURPOSES, PERSONS] = [ALL_VERBS, ALL_NOUNS, ALL_PURPOSES, NOUNS.person].map(
  (words) => new Set(words),
);

/** The organism's request that a prompt makes; undefined where it makes none, or more than one. */
export function judgedRequest(prompt: string): OrganismRequest | undefined {
  const found = [...prompt.matchAll(REQUEST)].map(requestOf).filter((request) => request !== undefined);
  return found.length === 1 && prompt.includes(found[0].text()) ? found[0] : undefined;
}

function requestOf([, verb, adjective, noun, purpose, person, evil]: RegExpMatchArray) {
  if (!VERBS.has(verb) || !ADJECTIVES.has(adjective) || !NAMES.has(noun)) return undefined;
  if (purpose === undefined) return new OrganismRequest({ verb, adjective, noun });
  if (!PURPOSES.has(purpose) || !PERSONS.has(person)) return undefined;
  return new OrganismRequest({ verb, adjective, noun, purpose, person, ...(evil ? { evil } : {}) });
}
