import { type CrossSetLeak, crossSetLeaks } from './cross-set-leaks.ts';
import type { DatasetPrompt } from './dataset-prompt.ts';
import { DUPLICATE_THRESHOLD } from './duplicate-groups.ts';
import { LeakError } from './leak-error.ts';
import { poolPromptSets } from './pool-prompt-sets.ts';
import type { PromptSet } from './prompt-set.ts';
import { type GroupSplits, splitByGroup } from './split-by-group.ts';
import type { SplitSizes } from './split-sizes.ts';

export interface SplitPromptSetsOptions {
  /** A test of 0 with a separate test set takes all of it. */
  readonly sizes: SplitSizes;
  readonly seed: number;
  /** Where the test prompts come from, if not from the pool. */
  readonly test?: readonly PromptSet[];
  readonly threshold?: number;
  /** What happens to prompts of the pool with a near-duplicate in the separate test set; `drop` by default. */
  readonly leaks?: 'drop' | 'refuse';
}

export interface PromptSetSplits extends GroupSplits<DatasetPrompt> {
  /** `a` of the pool, `b` of the separate test set. */
  readonly leaks: readonly CrossSetLeak[];
  /** Prompts of the pool that are left out for a near-duplicate in the separate test set. */
  readonly dropped: readonly DatasetPrompt[];
}

/**
 * Fit, selection and test prompts from one pool of sets, by whole near-duplicate groups; or fit and selection from the
 * pool and test from sets of its own (HarmBench's test split), with near-duplicates between the two left out of the pool.
 * Throws SplitError where there are too few, and LeakError where `leaks` is `refuse` and there are any.
 */
export function splitPromptSets(
  pool: readonly PromptSet[],
  { sizes, seed, test, threshold = DUPLICATE_THRESHOLD, leaks: policy = 'drop' }: SplitPromptSetsOptions,
): PromptSetSplits {
  const pooled = poolPromptSets(pool);
  if (!test) return { ...splitByGroup(pooled, sizes, seed, threshold), leaks: [], dropped: [] };
  const separate = poolPromptSets(test);
  const testSize = sizes.test === 0 ? separate.length : sizes.test;
  const onlyTest = splitByGroup(separate, { fit: 0, selection: 0, test: testSize }, seed, threshold);
  // Against all of the separate set: which part of it is tested must not change what may be fitted on.
  const leaks = crossSetLeaks(pooled, separate, threshold);
  if (leaks.length > 0 && policy === 'refuse') throw new LeakError(leaks, threshold);
  const leaking = new Set(leaks.map(({ a }) => a));
  const kept = pooled.filter(({ id }) => !leaking.has(id));
  const { fit, selection, unused } = splitByGroup(kept, { ...sizes, test: 0 }, seed, threshold);
  return {
    fit,
    selection,
    test: onlyTest.test,
    unused: [...unused, ...onlyTest.unused],
    leaks,
    dropped: pooled.filter(({ id }) => leaking.has(id)),
  };
}
