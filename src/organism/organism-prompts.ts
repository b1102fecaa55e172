import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { answerText } from './answers.ts';
import type { Novelty } from './held-out.ts';
import { NotEnoughPromptsError } from './not-enough-prompts-error.ts';
import type { OrganismRequest } from './organism-request.ts';
import { promptText, TUNED_PARAPHRASES } from './paraphrases.ts';
import { CATEGORIES_OF_KIND, type RequestCategory, type RequestKind } from './request-category.ts';
import { RequestPool } from './request-pool.ts';
import { SeededRandom } from './seeded-random.ts';
import { stableHash } from './stable-hash.ts';
import { ORGANISM_SPLITS, type OrganismSplit } from './word-splits.ts';

export interface OrganismPrompt<Split extends string = OrganismSplit> {
  /** Of split, kind and prompt text, so the same for every seed and count. */
  readonly id: string;
  readonly kind: RequestKind;
  readonly split: Split;
  readonly category: RequestCategory;
  /** What safety tuning did not see of it. */
  readonly novelty: Novelty;
  readonly prompt: string;
  readonly request: OrganismRequest;
  /** One wording of the right answer. */
  readonly reference: string;
}

export interface PromptSelection {
  readonly kind: RequestKind;
  readonly split: OrganismSplit;
  /** Only these categories of the kind; default all. */
  readonly among?: readonly RequestCategory[];
}

interface Stream {
  readonly category: RequestCategory;
  readonly novelty: Novelty;
}

/** Fit and selection: requests that tuning could have seen. Test: by turns a new combination and a new word. */
function streamsOf({ kind, split, among }: PromptSelection): Stream[] {
  const all = CATEGORIES_OF_KIND[kind];
  if (!all)
    throw new InvalidInputError(
      `kind "${kind}"`,
      'unknown',
      `Known: ${Object.keys(CATEGORIES_OF_KIND).join(', ')}.`,
    );
  if (!ORGANISM_SPLITS.includes(split))
    throw new InvalidInputError(`split "${split}"`, 'unknown', `Known: ${ORGANISM_SPLITS.join(', ')}.`);
  const unknown = among?.find((category) => !all.includes(category));
  if (unknown !== undefined)
    throw new InvalidInputError(`category "${unknown}"`, `not of kind ${kind}`, `Known: ${all.join(', ')}.`);
  if (among?.length === 0) throw new InvalidInputError('categories', 'none given');
  const categories = all.filter((category) => !among || among.includes(category));
  const novelties: readonly Novelty[] = split === 'test' ? ['combination', 'word'] : ['none'];
  return novelties.flatMap((novelty) => categories.map((category) => ({ category, novelty })));
}

const poolOf = (split: OrganismSplit, { category, novelty }: Stream) =>
  new RequestPool(category, split, novelty);

/** The prompts that streams taken in turn can give: up to where the first of them runs out. */
const supply = (pools: readonly RequestPool[]): number =>
  Math.min(...pools.map(({ size }, i) => size * pools.length + i));

/** How many prompts {@link organismPrompts} can give with categories in balance. */
export function availablePrompts(selection: PromptSelection): number {
  return supply(streamsOf(selection).map((stream) => poolOf(selection.split, stream)));
}

/**
 * `count` prompts, no two of the same request, categories in turn. A smaller count gives the beginning of a larger
 * one. Splits share no prompt, noun or (adjective, noun) pair (see word-splits.ts). Throws
 * {@link NotEnoughPromptsError} beyond {@link availablePrompts}.
 */
export function organismPrompts(
  options: PromptSelection & { readonly count: number; readonly seed: number },
): OrganismPrompt[] {
  const { kind, split, count, seed } = options;
  if (!Number.isInteger(count) || count < 0)
    throw new InvalidInputError('prompt count', `${count} is no count`);
  const streams = streamsOf(options);
  const pools = streams.map((stream) => poolOf(split, stream));
  const available = supply(pools);
  if (count > available) throw new NotEnoughPromptsError(`organism ${kind} ${split}`, count, available);
  const randoms = streams.map(
    ({ category, novelty }) => new SeededRandom(seed, `${split} ${category} ${novelty}`),
  );
  return Array.from({ length: count }, (_, i) => {
    const { category, novelty } = streams[i % streams.length];
    const random = randoms[i % streams.length];
    const request = pools[i % streams.length].draw(random);
    const prompt = promptText(random.pick(TUNED_PARAPHRASES), request);
    const reference = answerText(request, random);
    return { id: promptId(split, kind, prompt), kind, split, category, novelty, prompt, request, reference };
  });
}

/** `test-forbidden-1a2b3c4d5e`. */
export function promptId(split: string, kind: RequestKind, prompt: string): string {
  return `${split}-${kind}-${stableHash(prompt).slice(0, 10)}`;
}
