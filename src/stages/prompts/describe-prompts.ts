import { DUPLICATE_THRESHOLD } from '../../prompts/duplicate-groups.ts';
import type { PromptSet } from '../../prompts/prompt-set.ts';
import { type ReadPromptSetOptions, readPromptSet } from '../../prompts/read-prompt-set.ts';
import { requireDistinctNames } from '../../prompts/require-distinct-names.ts';
import { requireMappedSources } from '../../prompts/source-mappings.ts';
import type { SplitSizes } from '../../prompts/split-sizes.ts';
import { describePromptSets, type PromptReport } from './describe-prompt-sets.ts';

export interface DescribePromptsOptions extends Omit<ReadPromptSetOptions, 'hub'> {
  /** Files or `hf:org/name[:split][@revision]`. */
  readonly sources: readonly string[];
  /** Sources of the test split; only with `split`. */
  readonly test?: readonly string[];
  /** Least Jaccard similarity of near-duplicates, in (0, 1]; default 0.5. */
  readonly threshold?: number;
  /** Prompts per split and the seed of the choice. */
  readonly split?: { readonly sizes: SplitSizes; readonly seed: number };
  readonly signal?: AbortSignal;
}

/**
 * Describes data sets of prompts: the recognised layout, near-duplicates within and between them, and how
 * they split by near-duplicate group. The report holds ids, never texts. Rejects with InvalidInputError, PromptError or
 * UnknownColumnsError naming a file, SplitError if there are too few prompts, HubError, or the signal's reason.
 *
 * @example
 * import { rmSync, writeFileSync } from 'node:fs';
 * import { describePrompts } from 'refusal-lab';
 *
 * writeFileSync('tea.csv', 'prompt\nHow do I brew tea?\nHow do I brew green tea?\n');
 * const { sets } = await describePrompts({ sources: ['tea.csv'] });
 * if (sets.length !== 1) throw new Error('one source is one set');
 * rmSync('tea.csv');
 */
export async function describePrompts(options: DescribePromptsOptions): Promise<PromptReport> {
  const { sources, test, threshold = DUPLICATE_THRESHOLD, split, signal, ...reading } = options;
  requireMappedSources(reading, [...sources, ...(test ?? [])]);
  const read = async (list: readonly string[], name: string): Promise<PromptSet[]> => {
    const sets: PromptSet[] = [];
    for (const source of list) sets.push(await readPromptSet(source, { ...reading, hub: { signal } }));
    requireDistinctNames(sets, name);
    return sets;
  };
  const pool = await read(sources, 'sources');
  return describePromptSets(pool, { threshold, test: test && (await read(test, 'test')), split });
}
