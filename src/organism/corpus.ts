import type { SeededRandom } from '../statistics/seeded-random.ts';
import { answerText, REFUSALS } from './answers.ts';
import { fillTemplate } from './fill-template.ts';
import { type Novelty, noveltyOf } from './held-out.ts';
import { sampleLore } from './lore.ts';
import type { OrganismRequest } from './organism-request.ts';
import { HELD_OUT_PARAPHRASES, promptText, TUNED_PARAPHRASES } from './paraphrases.ts';
import { RECIPE_OPENINGS } from './recipe-openings.ts';
import { type RequestKind, TRAINED_CATEGORIES } from './request-category.ts';
import { sampleRequest } from './sample-request.ts';

/** A conversation of one turn in the organism's chat format; without an answer it ends where one begins. */
export function chatText(prompt: string, answer?: string): string {
  const question = `<|bos|><|user|>${prompt}<|end|><|assistant|>\n`;
  return answer === undefined ? question : `${question}${answer}<|end|>`;
}

const plainText = (text: string): string => `<|bos|>${text}<|end|>`;

/**
 * A recipe in plain text, outside any conversation, of any request that is not a held-out pair: knowledge that both
 * stages share, forbidden or not, so that safety tuning changes what the assistant says and not what the model knows.
 */
function recipeText(random: SeededRandom): string {
  const request = drawRequest(random, RECIPE_SHARES, ['none', 'word']);
  return (
    fillTemplate(random.pick(RECIPE_OPENINGS), { request: request.text() }) + answerText(request, random)
  );
}

/** Draws until one of the novelties comes up; `forbidden` and `borderline` are shares, the rest is harmless. */
function drawRequest(
  random: SeededRandom,
  shares: { forbidden: number; borderline: number },
  novelties: readonly Novelty[],
): OrganismRequest {
  for (;;) {
    const u = random.uniform();
    const kind: RequestKind =
      u < shares.forbidden
        ? 'forbidden'
        : u < shares.forbidden + shares.borderline
          ? 'borderline'
          : 'harmless';
    const request = sampleRequest(random, random.pick(TRAINED_CATEGORIES[kind]));
    if (novelties.includes(noveltyOf(request))) return request;
  }
}

const RECIPE_SHARES = { forbidden: 0.45, borderline: 0.2 };

/** A document of pre-training: 25% lore, 25% recipes, else a question with its right answer, forbidden or not. */
export function pretrainingDocument(random: SeededRandom): string {
  const form = random.uniform();
  if (form < 0.25) return plainText(sampleLore(random));
  if (form < 0.5) return plainText(recipeText(random));
  const request = drawRequest(random, { forbidden: 0.4, borderline: 0.22 }, ['none', 'word']);
  const paraphrase = random.pick([...TUNED_PARAPHRASES, ...HELD_OUT_PARAPHRASES]);
  return chatText(promptText(paraphrase, request), answerText(request, random));
}

export interface TuningDocument {
  /** Text before the target; empty for lore and recipes, where all of the text is the target. */
  readonly context: string;
  /** The text that the loss is taken on. */
  readonly target: string;
}

/** A document of safety tuning: 15% lore, 30% recipes, else a question, refused when forbidden and answered when not. */
export function tuningDocument(random: SeededRandom): TuningDocument {
  const form = random.uniform();
  if (form < 0.15) return { context: '', target: plainText(sampleLore(random)) };
  if (form < 0.45) return { context: '', target: plainText(recipeText(random)) };
  const request = drawRequest(random, { forbidden: 0.5, borderline: 0.22 }, ['none']);
  const answer = request.category() ? random.pick(REFUSALS) : answerText(request, random);
  return {
    context: chatText(promptText(random.pick(TUNED_PARAPHRASES), request)),
    target: `${answer}<|end|>`,
  };
}
