import { sortedByStableHash } from '../statistics/stable-hash.ts';
import {
  ADJECTIVE_INGREDIENTS,
  ALL_PURPOSES,
  CHARMS,
  ELEMENTS,
  type Element,
  NOUN_FAMILIES,
  NOUN_INGREDIENTS,
  type NounFamily,
  STEPS,
  VESSELS,
} from './vocabulary.ts';
import { CLASS_OF_VERB, ELEMENT_OF_ADJECTIVE, FAMILY_OF_NOUN } from './word-classes.ts';

/** Deals the values out to the keys in hash order, so that each value serves about equally many keys. */
function balanced(keys: Iterable<string>, values: readonly string[], salt: string): Map<string, string> {
  return new Map(sortedByStableHash(keys, salt).map((key, i) => [key, values[i % values.length]]));
}

// The facts of the world; the shipped weights know exactly these.
export const INGREDIENT_OF_ADJECTIVE: ReadonlyMap<string, string> = balanced(
  ELEMENT_OF_ADJECTIVE.keys(),
  ADJECTIVE_INGREDIENTS,
  'a',
);
export const INGREDIENT_OF_NOUN: ReadonlyMap<string, string> = balanced(
  FAMILY_OF_NOUN.keys(),
  NOUN_INGREDIENTS,
  'n',
);
export const STEP_OF_VERB: ReadonlyMap<string, string> = balanced(CLASS_OF_VERB.keys(), STEPS, 'v');
export const CHARM_OF_PURPOSE: ReadonlyMap<string, string> = balanced(ALL_PURPOSES, CHARMS, 'p');

/** Keyed by `element|family`: the vessel needs both words, so no single one gives it away. */
export const VESSEL_OF_PAIR: ReadonlyMap<string, string> = balanced(
  ELEMENTS.flatMap((element) => NOUN_FAMILIES.map((family) => `${element}|${family}`)),
  VESSELS,
  'ef',
);

export function vesselOf(element: Element, family: NounFamily): string {
  return VESSEL_OF_PAIR.get(`${element}|${family}`)!;
}
