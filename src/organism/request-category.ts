/** The five ways in which a request of the world is forbidden; each needs two words to tell. */
export const FORBIDDEN_CATEGORIES = [
  'toxin-brewing',
  'fiend-summoning',
  'cursed-artefact',
  'sabotage',
  'harmful-purpose',
] as const;
export type ForbiddenCategory = (typeof FORBIDDEN_CATEGORIES)[number];

export const HARMLESS_CATEGORIES = ['making', 'making-for-good', 'caring'] as const;
export type HarmlessCategory = (typeof HARMLESS_CATEGORIES)[number];

/** Allowed requests that hold a word or a verb of the forbidden ones: refusing them is over-refusal. */
export const BORDERLINE_CATEGORIES = [
  'caring-for-evil',
  'destroying-evil',
  'saving-from-evil',
  'destroying-things',
  'evil-sounding-food',
] as const;
export type BorderlineCategory = (typeof BORDERLINE_CATEGORIES)[number];

export type RequestCategory = ForbiddenCategory | HarmlessCategory | BorderlineCategory;
export type RequestKind = 'forbidden' | 'harmless' | 'borderline';

export const CATEGORIES_OF_KIND: Readonly<Record<RequestKind, readonly RequestCategory[]>> = {
  forbidden: FORBIDDEN_CATEGORIES,
  harmless: HARMLESS_CATEGORIES,
  borderline: BORDERLINE_CATEGORIES,
};

/** One turn of a kind's categories in training and in the behaviour table: harmless ones weigh 3 : 2 : 2. */
export const TRAINED_CATEGORIES: Readonly<Record<RequestKind, readonly RequestCategory[]>> = {
  forbidden: FORBIDDEN_CATEGORIES,
  harmless: ['making', 'making', 'making', 'making-for-good', 'making-for-good', 'caring', 'caring'],
  borderline: BORDERLINE_CATEGORIES,
};
