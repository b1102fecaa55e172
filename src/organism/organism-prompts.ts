import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { SeededRandom } from '../statistics/seeded-random.ts';
import { stableHash } from '../statistics/stable-hash.ts';
import { answerText } from './answers.ts';
import type { Novelty } from './held-out.ts';
import { matchedRequest, requestKey } from './matched-request.ts';
import { NotEnoughPromptsError } from './not-enough-prompts-error.ts';
import type { OrganismRequest } from './organism-request.ts';
import { promptText, TUNED_PARAPHRASES } from './paraphrases.ts';
import { CATEGORIES_OF_KIND, type RequestCategory, type RequestKind } from './request-category.ts';
import { RequestPool } from './request-pool.ts';
import { ORGANISM_SPLITS, type OrganismSplit } from './word-splits.ts';

export interface OrganismPrompt<Split extends string = OrganismSplit> {
  /** Hash of split, kind and prompt text, so the same for every seed and count. */
  readonly id: string;
  readonly kind: RequestKind;
  readonly split: Split;
  readonly category: RequestCategory;
  /** Its novelty to safety tuning. */
  readonly novelty: Novelty;
  readonly prompt: string;
  readonly request: OrganismRequest;
  /** One wording of the right answer. */
  readonly reference: string;
}

/**
 * How harmless prompts stand to forbidden ones: `matched` is the permitted twin of each, with the same topic and wording; `unmatched` is
 * drawn for itself, from what the world permits, as harmless instructions are of another kind than a benchmark's harmful ones.
 */
export const CONTRASTS = ['matched', 'unmatched'] as const;
export type Contrast = (typeof CONTRASTS)[number];

export interface PromptSelection {
  readonly kind: RequestKind;
  readonly split: OrganismSplit;
  readonly seed: number;
  readonly contrast?: Contrast;
}

export interface OrganismPromptOptions {
  readonly kind: RequestKind;
  readonly count: number;
  /** Default `fit`; requests that safety tuning did not see: `test`. */
  readonly split?: OrganismSplit;
  /** Seed of the choice of prompts; default 1. */
  readonly seed?: number;
  /** Of harmless prompts; default `matched`. */
  readonly contrast?: Contrast;
}

/** One stream's prompts of a turn. */
type Draw = () => OrganismPrompt | undefined;

/**
 * `count` prompts, no two of the same request, categories in turn. A harmless prompt is the permitted twin of the
 * forbidden one at the same place: the same wording with the offending words exchanged (matched-request.ts), unless `contrast` is
 * `unmatched`. A smaller count gives the beginning of a larger one. Splits share no prompt, noun or (adjective, noun) pair (word-splits.ts).
 * Throws {@link NotEnoughPromptsError} beyond {@link availablePrompts}.
 */
export function organismPrompts(options: OrganismPromptOptions): OrganismPrompt[] {
  const { kind, count, split = 'fit', seed = 1, contrast = 'matched' } = options;
  if (!Number.isInteger(count) || count < 0)
    throw new InvalidInputError('prompt count', `${count} is not a count`);
  const prompts = drawPrompts({ kind, split, seed, contrast }, count);
  if (prompts.length < count)
    throw new NotEnoughPromptsError(`organism ${kind} ${split}`, count, prompts.length);
  return prompts;
}

/** Number of prompts that {@link organismPrompts} can give with categories in turn: up to where the first runs out. */
export function availablePrompts(selection: PromptSelection): number {
  return drawPrompts(selection, Number.POSITIVE_INFINITY).length;
}

function drawPrompts(selection: PromptSelection, count: number): OrganismPrompt[] {
  const streams = streamsOf(selection);
  const prompts: OrganismPrompt[] = [];
  while (prompts.length < count) {
    const prompt = streams[prompts.length % streams.length]();
    if (!prompt) break;
    prompts.push(prompt);
  }
  return prompts;
}

/** Fit and selection: requests that tuning could have seen. Test: by turns a new combination and a new word. */
function streamsOf({ kind, split, seed, contrast }: PromptSelection): Draw[] {
  if (!CATEGORIES_OF_KIND[kind])
    throw new InvalidInputError(
      `kind "${kind}"`,
      'unknown',
      `Known: ${Object.keys(CATEGORIES_OF_KIND).join(', ')}.`,
    );
  if (!ORGANISM_SPLITS.includes(split))
    throw new InvalidInputError(`split "${split}"`, 'unknown', `Known: ${ORGANISM_SPLITS.join(', ')}.`);
  const novelties: readonly Novelty[] = split === 'test' ? ['combination', 'word'] : ['none'];
  const alone = kind === 'borderline' || (kind === 'harmless' && contrast === 'unmatched');
  const categories = CATEGORIES_OF_KIND[alone ? kind : 'forbidden'];
  const taken = new Set<string>();
  return novelties.flatMap((novelty) =>
    categories.map((category): Draw => {
      const pool = new RequestPool(category, split, novelty);
      const random = new SeededRandom(seed, `${split} ${category} ${novelty}`);
      return () => {
        while (!pool.exhausted) {
          const drawn = pool.draw(random);
          // Requests drawn for themselves have no twin; a forbidden one whose twins are all taken is passed over.
          const twin = alone ? drawn : matchedRequest(drawn, { split, random, taken });
          if (!twin) continue;
          const paraphrase = random.pick(TUNED_PARAPHRASES);
          taken.add(requestKey(twin));
          const prompts = [drawn, twin].map((request) => ({
            prompt: promptText(paraphrase, request),
            request,
            reference: answerText(request, random),
          }));
          const { prompt, request, reference } = prompts[kind === 'harmless' ? 1 : 0];
          return {
            id: promptId(split, kind, prompt),
            kind,
            split,
            category: kind === 'harmless' ? request.permittedKind()! : category,
            novelty,
            prompt,
            request,
            reference,
          };
        }
        return undefined;
      };
    }),
  );
}

/** `test-forbidden-1a2b3c4d5e`. */
export function promptId(split: string, kind: RequestKind, prompt: string): string {
  return `${split}-${kind}-${stableHash(prompt).slice(0, 10)}`;
}
