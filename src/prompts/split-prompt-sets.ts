import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { type CrossSetLeak, crossSetLeaks } from './cross-set-leaks.ts';
import type { DatasetPrompt } from './dataset-prompt.ts';
import { DUPLICATE_THRESHOLD } from './duplicate-groups.ts';
import { LeakError } from './leak-error.ts';
import { poolPromptSets } from './pool-prompt-sets.ts';
import type { PromptSet } from './prompt-set.ts';
import { promptsApart } from './prompts-apart.ts';
import { type GroupSplits, splitByGroup } from './split-by-group.ts';
import type { SplitSizes } from './split-sizes.ts';

export interface SplitPromptSetsOptions {
  /** With a separate test set, `test` is the most that are taken of it; 0 takes one prompt of each near-duplicate group. */
  readonly sizes: SplitSizes;
  readonly seed: number;
  /** Where the test prompts come from, if not from the pool. */
  readonly test?: readonly PromptSet[];
  /** Sets that are tested on beside: their near-duplicates leave the pool too. */
  readonly apartFrom?: readonly PromptSet[];
  readonly threshold?: number;
  /** What happens to prompts of the pool with a near-duplicate in `test` or `apartFrom`; `drop` by default. */
  readonly leaks?: 'drop' | 'refuse';
  /** What errors call the pool; default "splits". */
  readonly subject?: string;
}

export interface PromptSetSplits extends GroupSplits<DatasetPrompt> {
  /** `a` of the pool, `b` of the sets that are tested on. */
  readonly leaks: readonly CrossSetLeak[];
  /** Prompts of the pool that are left out for a near-duplicate in the sets that are tested on. */
  readonly dropped: readonly DatasetPrompt[];
}

/**
 * Fit, selection and test prompts from one pool of sets, no near-duplicate pair across splits; or fit and selection from the
 * pool and test from sets of its own (HarmBench's test split), with near-duplicates between the two left out of the pool.
 * Throws SplitError where there are too few, InvalidInputError where all of the pool is left out, and LeakError where `leaks` is
 * `refuse` and there are any.
 */
export function splitPromptSets(
  pool: readonly PromptSet[],
  options: SplitPromptSetsOptions,
): PromptSetSplits {
  const { sizes, seed, threshold = DUPLICATE_THRESHOLD, subject = 'splits' } = options;
  const pooled = poolPromptSets(pool);
  const separate = options.test && poolPromptSets(options.test);
  // Against all of the separate sets: which part of them is tested must not change what may be fitted on.
  const testedOn = [...(separate ?? []), ...poolPromptSets(options.apartFrom ?? [])];
  const leaks = crossSetLeaks(pooled, testedOn, threshold);
  if (leaks.length > 0 && options.leaks === 'refuse') throw new LeakError(leaks, threshold);
  const leaking = new Set(leaks.map(({ a }) => a));
  const kept = pooled.filter(({ id }) => !leaking.has(id));
  if (kept.length === 0 && leaking.size > 0)
    throw new InvalidInputError(
      subject,
      `every pool prompt is a near-duplicate of a test prompt (Jaccard ≥ ${threshold})`,
      'Give a pool that the test sources do not hold, or leave those sources out: test prompts are then drawn from the pool.',
    );
  const dropped = pooled.filter(({ id }) => leaking.has(id));
  const facts = { subject, dropped: dropped.length };
  if (!separate) return { ...splitByGroup(kept, sizes, seed, threshold, facts), leaks, dropped };
  const most = sizes.test === 0 ? separate.length : sizes.test;
  const { apart, free } = promptsApart(separate, { most, spare: 0, seed, threshold });
  const [tested, idle] = [new Set(apart), new Set(free)];
  const { fit, selection, unused, leftOut } = splitByGroup(
    kept,
    { ...sizes, test: 0 },
    seed,
    threshold,
    facts,
  );
  return {
    fit,
    selection,
    test: separate.filter((_, index) => tested.has(index)),
    unused: [...unused, ...separate.filter((_, index) => !tested.has(index))],
    leftOut: [...leftOut, ...separate.filter((_, index) => !tested.has(index) && !idle.has(index))],
    leaks,
    dropped,
  };
}
