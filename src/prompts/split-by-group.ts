import { DUPLICATE_THRESHOLD, duplicateGroups } from './duplicate-groups.ts';
import { promptsApart } from './prompts-apart.ts';
import { SplitError } from './split-error.ts';
import { SPLITS, type SplitSizes } from './split-sizes.ts';

/** Disjoint parts of a set; no two prompts of different splits are near-duplicates. Each in the order of the set. */
export interface GroupSplits<Prompt> {
  readonly fit: readonly Prompt[];
  /** No two prompts of selection and test are near-duplicates: at most one per near-duplicate group. */
  readonly selection: readonly Prompt[];
  readonly test: readonly Prompt[];
  /** In no split. */
  readonly unused: readonly Prompt[];
  /** Those of `unused` that are near-duplicates of a selection or test prompt. */
  readonly leftOut: readonly Prompt[];
}

/**
 * Splits prompts into parts of exactly the given sizes, deterministic in `seed`, ids and texts: the order of the prompts does not
 * matter. Selection and test take prompts that are near-duplicates of no other there, those with the fewest near-duplicates first;
 * prompts that are like one of them are left out, and fit is drawn from the others. So large groups go to fit, and no near-duplicate pair
 * (Jaccard similarity of word tokens ≥ `threshold`) lies across splits.
 *
 * Throws {@link SplitError} with the numbers where there are too few prompts, InvalidInputError where two ids are equal.
 */
export function splitByGroup<Prompt extends { readonly id: string; readonly prompt: string }>(
  prompts: readonly Prompt[],
  sizes: SplitSizes,
  seed: number,
  threshold: number = DUPLICATE_THRESHOLD,
  facts: { readonly subject?: string; readonly dropped?: number } = {},
): GroupSplits<Prompt> {
  const refuse = (problem: string, remedy: string): SplitError => {
    const groups = new Set(
      duplicateGroups(
        prompts.map(({ prompt }) => prompt),
        threshold,
      ),
    ).size;
    return new SplitError(problem, { ...facts, sizes, available: prompts.length, groups }, remedy);
  };
  const total = SPLITS.reduce((sum, split) => sum + sizes[split], 0);
  if (total > prompts.length) throw refuse('are more than', `Ask for at most ${prompts.length} in all.`);
  const most = sizes.selection + sizes.test;
  const { apart, free } = promptsApart(prompts, { most, spare: sizes.fit, seed, threshold });
  if (apart.length < most)
    throw refuse(
      'cannot be had from',
      `Selection and test take at most one prompt per group, and none like one of another split: ${apart.length} of ${most} are possible beside ${sizes.fit} to fit on. Ask for fewer, or raise \`threshold\`.`,
    );
  const chosen = [
    apart.slice(sizes.test),
    apart.slice(0, sizes.test),
    free.slice(0, sizes.fit),
    free.slice(sizes.fit),
  ];
  const [selection, test, fit, idle] = chosen.map((part) => new Set(part));
  const pick = (part: ReadonlySet<number>): Prompt[] => prompts.filter((_, index) => part.has(index));
  const used = (index: number): boolean => selection.has(index) || test.has(index) || fit.has(index);
  const unused = prompts.filter((_, index) => !used(index));
  const leftOut = prompts.filter((_, index) => !used(index) && !idle.has(index));
  return { fit: pick(fit), selection: pick(selection), test: pick(test), unused, leftOut };
}
