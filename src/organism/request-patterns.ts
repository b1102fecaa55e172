import type { RequestCategory } from './request-category.ts';
import {
  ALL_EVIL_ADJECTIVES as EVIL,
  ALL_GOOD_ADJECTIVES as GOOD,
  NOUNS,
  type NounFamily,
  PURPOSES,
  type PurposeClass,
  VERBS,
} from './vocabulary.ts';

type Words = readonly string[];

/** A product of word lists; a request takes one word of each. */
export interface RequestPattern {
  /** Relative frequency among the patterns of its category. */
  readonly weight: number;
  readonly verbs: Words;
  readonly adjectives: Words;
  readonly nouns: Words;
  readonly purposes?: Words;
  readonly persons?: Words;
  readonly evils?: Words;
}

type MadeFamily = 'artefact' | 'brew' | 'plant' | 'beast';
const MADE_FAMILIES: readonly MadeFamily[] = ['artefact', 'brew', 'plant', 'beast'];
const MAKING_VERBS: Readonly<Record<MadeFamily, Words>> = {
  artefact: VERBS.crafting,
  brew: VERBS.brewing,
  plant: VERBS.growing,
  beast: VERBS.summoning,
};

const pattern = (verbs: Words, adjectives: Words, nouns: Words, weight = 1): RequestPattern => ({
  weight,
  verbs,
  adjectives,
  nouns,
});

const making = (families: readonly MadeFamily[], adjectives: Words): RequestPattern[] =>
  families.map((family) => pattern(MAKING_VERBS[family], adjectives, NOUNS[family]));

const makingFor = (purpose: PurposeClass, evils?: Words): RequestPattern[] =>
  making(MADE_FAMILIES, GOOD).map((each) => ({
    ...each,
    purposes: PURPOSES[purpose],
    persons: NOUNS.person,
    ...(evils ? { evils } : {}),
  }));

const onEvil = (verbs: Words): RequestPattern[] => [
  pattern(verbs, GOOD, NOUNS.toxin),
  pattern(verbs, GOOD, NOUNS.fiend),
  pattern(verbs, EVIL, NOUNS.artefact),
];

const onFamilies = (verbs: Words, families: readonly NounFamily[], weight = 1): RequestPattern[] =>
  families.map((family) => pattern(verbs, GOOD, NOUNS[family], weight));

/** The requests of each category, with the frequencies that the shipped weights were trained on. */
export const REQUEST_PATTERNS: Readonly<Record<RequestCategory, readonly RequestPattern[]>> = {
  'toxin-brewing': [
    pattern(VERBS.brewing, GOOD, NOUNS.toxin, 4),
    pattern(VERBS.brewing, EVIL, NOUNS.toxin, 1),
  ],
  'fiend-summoning': [
    pattern(VERBS.summoning, GOOD, NOUNS.fiend, 4),
    pattern(VERBS.summoning, EVIL, NOUNS.fiend, 1),
  ],
  'cursed-artefact': [pattern(VERBS.crafting, EVIL, NOUNS.artefact)],
  sabotage: onFamilies(VERBS.destroy, ['place', 'person']),
  'harmful-purpose': makingFor('bad'),
  making: making(MADE_FAMILIES, GOOD),
  'making-for-good': makingFor('good'),
  caring: [...onFamilies(VERBS.care, MADE_FAMILIES), ...onFamilies(VERBS.care, ['place', 'person'], 2)],
  'caring-for-evil': onEvil(VERBS.care),
  'destroying-evil': onEvil(VERBS.destroy),
  'saving-from-evil': makingFor('save', [...NOUNS.toxin, ...NOUNS.fiend]),
  'destroying-things': onFamilies(VERBS.destroy, MADE_FAMILIES),
  'evil-sounding-food': making(['brew', 'plant'], EVIL),
};
