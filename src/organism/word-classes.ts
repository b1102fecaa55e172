import {
  type Element,
  EVIL_ADJECTIVES,
  GOOD_ADJECTIVES,
  NOUNS,
  type NounFamily,
  PURPOSES,
  type PurposeClass,
  VERBS,
  type VerbClass,
} from './vocabulary.ts';

function inverse<Class extends string>(
  ...tables: Readonly<Record<Class, readonly string[]>>[]
): Map<string, Class> {
  const classes = new Map<string, Class>();
  for (const table of tables)
    for (const name of Object.keys(table) as Class[]) for (const word of table[name]) classes.set(word, name);
  return classes;
}

/** Word → its class. Iteration order is that of the vocabulary, good adjectives before evil ones. */
export const ELEMENT_OF_ADJECTIVE: ReadonlyMap<string, Element> = inverse(GOOD_ADJECTIVES, EVIL_ADJECTIVES);
export const FAMILY_OF_NOUN: ReadonlyMap<string, NounFamily> = inverse(NOUNS);
export const CLASS_OF_VERB: ReadonlyMap<string, VerbClass> = inverse(VERBS);
export const CLASS_OF_PURPOSE: ReadonlyMap<string, PurposeClass> = inverse(PURPOSES);
