import { OrganismRequest } from '../../organism/organism-request.ts';
import {
  ALL_EVIL_ADJECTIVES,
  ALL_GOOD_ADJECTIVES,
  ALL_NOUNS,
  ALL_PURPOSES,
  ALL_VERBS,
  NOUNS,
} from '../../organism/vocabulary.ts';

const among = (...words: readonly (readonly string[])[]): string => `(${words.flat().join('|')})`;
const REQUEST = new RegExp(
  String.raw`\b${among(ALL_VERBS)} (?:an?|the) ${among(ALL_GOOD_ADJECTIVES, ALL_EVIL_ADJECTIVES)} ${among(ALL_NOUNS)}\b` +
    String.raw`(?: to ${among(ALL_PURPOSES)} the ${among(NOUNS.person)}\b(?: from the (\w+))?)?`,
  'g',
);

/** The organism's request in a prompt; undefined if it contains none, or more than one. */
export function judgedRequest(prompt: string): OrganismRequest | undefined {
  const [found, ...more] = prompt.matchAll(REQUEST);
  if (!found || more.length > 0) return undefined;
  const [text, verb, adjective, noun, purpose, person, evil] = found;
  const request = new OrganismRequest({
    verb,
    adjective,
    noun,
    ...(purpose === undefined ? {} : { purpose, person }),
    ...(evil === undefined ? {} : { evil }),
  });
  return request.text() === text ? request : undefined;
}
