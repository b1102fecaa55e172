import { type CrossSetLeak, crossSetLeaks } from '../../prompts/cross-set-leaks.ts';
import { datasetHash } from '../../prompts/dataset-hash.ts';
import { PROMPT_KINDS } from '../../prompts/dataset-prompt.ts';
import { duplicateGroups } from '../../prompts/duplicate-groups.ts';
import { type GroupSimilarity, groupSimilarities } from '../../prompts/group-similarities.ts';
import type { PromptProvenance, PromptSet } from '../../prompts/prompt-set.ts';
import { type RepeatedRequest, repeatedRequests } from '../../prompts/repeated-requests.ts';
import { setLabels } from '../../prompts/set-labels.ts';
import { splitPromptSets } from '../../prompts/split-prompt-sets.ts';
import { SPLITS, type Split, type SplitSizes } from '../../prompts/split-sizes.ts';
import { worstDesignEffect } from '../../statistics/worst-design-effect.ts';

/** Facts about sets of prompts, without any of their texts. */
export interface PromptReport {
  readonly threshold: number;
  readonly sets: readonly PromptSetDescription[];
  /** Pairs of sets that share near-duplicates. */
  readonly leaks: readonly SetLeaks[];
  /** Pairs of sets of one published layout that share requests. */
  readonly repeats: readonly SetRepeats[];
  readonly splits?: SplitDescription;
}

export interface PromptSetDescription extends PromptProvenance {
  readonly name: string;
  /** `pool`, or the separate `test` set. */
  readonly role: 'pool' | 'test';
  /** Prompts by the behaviour wanted of a model; `unknown` if nothing tells. */
  readonly kinds: Readonly<Record<'harmful' | 'harmless' | 'unknown', number>>;
  readonly groups: {
    readonly count: number;
    /** Prompts in the largest group. */
    readonly largest: number;
    /** Prompts that have a near-duplicate in the set. */
    readonly duplicated: number;
    /** Groups of two prompts or more, the largest first. */
    readonly repeated: readonly GroupSimilarity[];
  };
}

export interface SetLeaks {
  /** Names of the sets. */
  readonly a: string;
  readonly b: string;
  /** Pairs of ids; the most alike first. */
  readonly pairs: readonly CrossSetLeak[];
}

/** Requests that stand in two sets of one layout, such as two splits of a benchmark. */
export interface SetRepeats {
  /** Names of the sets. */
  readonly a: string;
  readonly b: string;
  readonly shape: string;
  readonly requests: readonly RepeatedRequest[];
}

export interface SplitDescription extends Readonly<Record<Split, readonly string[]>> {
  readonly seed: number;
  readonly unused: number;
  /** Of `unused`: near-duplicates of a selection or test prompt. */
  readonly leftOut: number;
  /** As how many independent prompts the test prompts count if those of a near-duplicate group all come out alike. */
  readonly effective: number;
  /** Ids of the pool that are left out for a near-duplicate in the separate test set. */
  readonly dropped: readonly string[];
  readonly hashes: Readonly<Record<Split, string>>;
}

/**
 * Describes sets of prompts: the recognised layout, near-duplicate groups within each and pairs between them, and, if
 * sizes are given, splits of the pool (and of the separate test sets, if any). Throws SplitError.
 */
export function describePromptSets(
  pool: readonly PromptSet[],
  options: {
    readonly threshold: number;
    readonly test?: readonly PromptSet[];
    readonly split?: { readonly sizes: SplitSizes; readonly seed: number };
  },
): PromptReport {
  const { threshold, test, split } = options;
  const sets = [...pool, ...(test ?? [])];
  const labels = setLabels(sets);
  const pairsOfSets = sets.flatMap((a, i) =>
    sets.slice(i + 1).map((b, j) => ({ a, b, names: { a: labels[i], b: labels[i + 1 + j] } })),
  );
  const leaks = pairsOfSets.map(({ a, b, names }) => ({
    ...names,
    pairs: crossSetLeaks(a.prompts, b.prompts, threshold),
  }));
  const repeats = pairsOfSets
    .filter(({ a, b }) => a.provenance.shape === b.provenance.shape && isPublished(a.provenance.shape))
    .map(({ a, b, names }) => ({
      ...names,
      shape: a.provenance.shape,
      requests: repeatedRequests(a.prompts, b.prompts),
    }));
  return {
    threshold,
    sets: sets.map((set, index) => ({
      ...describeSet(set, threshold),
      name: labels[index],
      role: index < pool.length ? 'pool' : 'test',
    })),
    leaks: leaks.filter(({ pairs }) => pairs.length > 0),
    repeats: repeats.filter(({ requests }) => requests.length > 0),
    ...(split ? { splits: describeSplits(pool, test, threshold, split) } : {}),
  };
}

/** Layouts of anybody's prompts: two such files are not splits of one benchmark. */
const OWN_LAYOUTS: readonly string[] = ['prompts', 'text', 'list', 'mapped'];
const isPublished = (shape: string): boolean => !OWN_LAYOUTS.includes(shape);

function describeSet(
  { prompts, provenance }: PromptSet,
  threshold: number,
): Omit<PromptSetDescription, 'name' | 'role'> {
  const repeated = groupSimilarities(
    prompts.map(({ prompt }) => prompt),
    threshold,
  );
  const duplicated = repeated.reduce((sum, { size }) => sum + size, 0);
  const [harmful, harmless] = PROMPT_KINDS.map((kind) => prompts.filter((p) => p.kind === kind).length);
  return {
    ...provenance,
    kinds: { harmful, harmless, unknown: prompts.length - harmful - harmless },
    groups: {
      count: prompts.length - duplicated + repeated.length,
      largest: repeated[0]?.size ?? Math.min(prompts.length, 1),
      duplicated,
      repeated,
    },
  };
}

function describeSplits(
  pool: readonly PromptSet[],
  test: readonly PromptSet[] | undefined,
  threshold: number,
  { sizes, seed }: { readonly sizes: SplitSizes; readonly seed: number },
): SplitDescription {
  const splits = splitPromptSets(pool, { sizes, seed, threshold, ...(test ? { test } : {}) });
  const groups = duplicateGroups(
    splits.test.map(({ prompt }) => prompt),
    threshold,
  );
  const [fit, selection, tested] = SPLITS.map((split) => splits[split].map(({ id }) => id));
  const [fitHash, selectionHash, testHash] = SPLITS.map((split) => datasetHash(splits[split]));
  return {
    seed,
    fit,
    selection,
    test: tested,
    unused: splits.unused.length,
    leftOut: splits.leftOut.length,
    effective: splits.test.length === 0 ? 0 : splits.test.length / worstDesignEffect(groups),
    dropped: splits.dropped.map(({ id }) => id),
    hashes: { fit: fitHash, selection: selectionHash, test: testHash },
  };
}
