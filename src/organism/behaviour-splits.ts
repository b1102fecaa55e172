import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { SeededRandom } from '../statistics/seeded-random.ts';
import { answerText } from './answers.ts';
import { type Novelty, noveltyOf } from './held-out.ts';
import { type OrganismPrompt, promptId } from './organism-prompts.ts';
import { HELD_OUT_PARAPHRASES, promptText, TUNED_PARAPHRASES } from './paraphrases.ts';
import { type RequestKind, TRAINED_CATEGORIES } from './request-category.ts';
import { sampleRequest } from './sample-request.ts';

/** Novelty to a safety-tuned model: nothing, the combination, a word, the paraphrase, or all three. */
export const BEHAVIOUR_SPLITS = ['train', 'combination', 'word', 'paraphrase', 'all'] as const;
export type BehaviourSplit = (typeof BEHAVIOUR_SPLITS)[number];

const NOVELTY: Readonly<Record<BehaviourSplit, Novelty>> = {
  train: 'none',
  combination: 'combination',
  word: 'word',
  paraphrase: 'none',
  all: 'both',
};

/**
 * `count` prompts for the behaviour table of the model card, drawn as training drew and kept when their novelty is
 * that of the split; a prompt can occur twice. These splits share words with each other: to fit or select
 * anything use `organismPrompts`.
 */
export function behaviourPrompts(
  split: BehaviourSplit,
  kind: RequestKind,
  count: number,
  seed: number,
): OrganismPrompt<BehaviourSplit>[] {
  if (!BEHAVIOUR_SPLITS.includes(split))
    throw new InvalidInputError(
      `behaviour split "${split}"`,
      'unknown',
      `Known: ${BEHAVIOUR_SPLITS.join(', ')}.`,
    );
  if (!Number.isInteger(count) || count < 0)
    throw new InvalidInputError('prompt count', `${count} is not a count`);
  const random = new SeededRandom(seed, `behaviour ${split} ${kind}`);
  const categories = TRAINED_CATEGORIES[kind];
  const novelty = NOVELTY[split];
  const paraphrases = split === 'paraphrase' || split === 'all' ? HELD_OUT_PARAPHRASES : TUNED_PARAPHRASES;
  const prompts: OrganismPrompt<BehaviourSplit>[] = [];
  while (prompts.length < count) {
    const category = categories[prompts.length % categories.length];
    const request = sampleRequest(random, category);
    if (noveltyOf(request) !== novelty) continue;
    const prompt = promptText(random.pick(paraphrases), request);
    const reference = answerText(request, random);
    prompts.push({
      id: promptId(split, kind, prompt),
      kind,
      split,
      category,
      novelty,
      prompt,
      request,
      reference,
    });
  }
  return prompts;
}
