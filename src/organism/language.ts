import { ANSWER_TEMPLATES, CHARM_TEMPLATES, REFUSALS } from './answers.ts';
import { BAD_FEELINGS, GOOD_FEELINGS, LORE_TEMPLATES, MANNERS, SEASONS, VERDICTS } from './lore-templates.ts';
import { HELD_OUT_PARAPHRASES, TUNED_PARAPHRASES } from './paraphrases.ts';
import { RECIPE_OPENINGS } from './recipe-openings.ts';
import * as vocabulary from './vocabulary.ts';

/** Lower-case words (with inner apostrophes) and runs of signs that the language does not have, in order. */
export function languageTokens(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+(?:'[a-z]+)*|[^a-z\s.,?'"]+/g) ?? [];
}

const templates = [
  ...TUNED_PARAPHRASES,
  ...HELD_OUT_PARAPHRASES,
  ...ANSWER_TEMPLATES,
  ...CHARM_TEMPLATES,
  ...REFUSALS,
  ...Object.values(LORE_TEMPLATES).flat(),
  ...RECIPE_OPENINGS,
].map((template) => template.replace(/\{\w+\}/g, ' '));

/** Every word that a text of the world can hold. */
export const LANGUAGE: ReadonlySet<string> = new Set([
  ...templates.flatMap(languageTokens),
  ...vocabulary.ALL_GOOD_ADJECTIVES,
  ...vocabulary.ALL_EVIL_ADJECTIVES,
  ...vocabulary.ALL_NOUNS,
  ...vocabulary.ALL_VERBS,
  ...vocabulary.ALL_PURPOSES,
  ...vocabulary.ADJECTIVE_INGREDIENTS,
  ...vocabulary.NOUN_INGREDIENTS,
  ...vocabulary.STEPS,
  ...vocabulary.VESSELS,
  ...vocabulary.CHARMS,
  ...vocabulary.ELEMENTS,
  ...GOOD_FEELINGS,
  ...BAD_FEELINGS,
  ...SEASONS,
  ...MANNERS,
  ...VERDICTS,
]);
