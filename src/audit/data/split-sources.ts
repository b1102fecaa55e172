import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { DatasetPrompt } from '../../prompts/dataset-prompt.ts';
import { DUPLICATE_THRESHOLD } from '../../prompts/duplicate-groups.ts';
import { poolPromptSets } from '../../prompts/pool-prompt-sets.ts';
import type { PromptSet } from '../../prompts/prompt-set.ts';
import { promptsApart } from '../../prompts/prompts-apart.ts';
import { readPromptSet } from '../../prompts/read-prompt-set.ts';
import { requireDistinctNames } from '../../prompts/require-distinct-names.ts';
import { requireMappedSources } from '../../prompts/source-mappings.ts';
import { type PromptSetSplits, splitPromptSets } from '../../prompts/split-prompt-sets.ts';
import type { PromptSource } from '../../results/prompt-source.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { AuditSources } from './audit-sources.ts';

/** The user's prompts by split and kind, not yet as a model sees them. */
export interface SourceSplits {
  readonly forbidden: PromptSetSplits;
  readonly harmless: PromptSetSplits;
  readonly borderline: readonly DatasetPrompt[];
  /** Where they come from. */
  readonly provenance: readonly PromptSource[];
}

/** The options that sources are given in. */
const OPTION_OF = {
  harmful: 'harmful',
  harmless: 'harmless',
  testHarmful: 'testHarmfulFrom',
  testHarmless: 'testHarmlessFrom',
  overRefusal: 'overRefusal',
} as const;

/** Whether an audit has prompts of its own, and not the organism's world. */
export const hasSources = ({ harmful, harmless }: AuditSources): boolean =>
  harmful.length > 0 || harmless.length > 0;

/**
 * Reads files and Hub data sets and splits them; needs no model. Fit and selection come from the pools, test from the pools or from
 * sources of its own, whose near-duplicates leave the pools. So do those of over-refusal prompts leave the harmless pool. Throws what reading
 * and splitting throw, and {@link InvalidInputError} where harmful and harmless sources are not both given.
 */
export async function splitSources(
  options: AuditOptions,
  sources: AuditSources,
  signal?: AbortSignal,
): Promise<SourceSplits> {
  for (const [name, list] of [
    ['`harmful`', sources.harmful],
    ['`harmless`', sources.harmless],
  ] as const)
    if (list.length === 0)
      throw new InvalidInputError(name, 'is missing', 'An audit needs prompts of both kinds.');
  if (options.contrast)
    throw new InvalidInputError(
      '`contrast: unmatched`',
      "is for the organism's own prompts",
      'Of prompts of your own, `harmless` says what harmful ones are contrasted with.',
    );
  requireMappedSources(sources.read, [
    ...sources.harmful,
    ...sources.harmless,
    ...sources.testHarmful,
    ...sources.testHarmless,
    ...sources.overRefusal,
  ]);
  const provenance: PromptSource[] = [];
  const read = async (
    role: string,
    given: keyof typeof OPTION_OF,
    kind?: 'harmful' | 'harmless',
  ): Promise<PromptSet[]> => {
    const sets: PromptSet[] = [];
    for (const source of sources[given]) {
      const hub = signal ? { hub: { signal } } : {};
      const set = await readPromptSet(source, { ...sources.read, ...(kind ? { kind } : {}), ...hub });
      sets.push(set);
      const { shape, commit = null, fileHash, rows, kept } = set.provenance;
      provenance.push({ role, name: set.name, shape, commit, fileHash, rows, kept });
    }
    requireDistinctNames(sets, OPTION_OF[given]);
    return sets;
  };
  const harmful = await read('harmful', 'harmful', 'harmful');
  const testHarmful = await read('test-harmful', 'testHarmful', 'harmful');
  const harmless = await read('harmless', 'harmless', 'harmless');
  const testHarmless = await read('test-harmless', 'testHarmless', 'harmless');
  // Of an XSTest-like set only the safe half is over-refused; a set without labels is taken to be safe.
  const safe = (await read('over-refusal', 'overRefusal')).map((set) => ({
    ...set,
    prompts: set.prompts.filter(({ kind }) => kind !== 'harmful'),
  }));
  const { seed } = options;
  const threshold = sources.threshold ?? DUPLICATE_THRESHOLD;
  const split = (
    subject: string,
    pool: readonly PromptSet[],
    test: readonly PromptSet[],
    size: { readonly test: number; readonly cap: number | undefined },
    apartFrom: readonly PromptSet[] = [],
  ): PromptSetSplits =>
    splitPromptSets(pool, {
      sizes: {
        fit: options.fitPrompts,
        selection: options.selectionPrompts,
        test: test.length > 0 ? (size.cap ?? 0) : size.test,
      },
      ...{ seed, threshold, subject, apartFrom },
      ...(test.length > 0 ? { test } : {}),
    });
  const cap = { forbidden: sources.mostTestHarmful, harmless: sources.mostTestHarmless };
  const pooledSafe = poolPromptSets(safe);
  const { apart } = promptsApart(pooledSafe, { most: options.testBorderline, spare: 0, seed, threshold });
  const borderline = new Set(apart);
  return {
    forbidden: split('prompts of `harmful`', harmful, testHarmful, {
      test: options.testForbidden,
      cap: cap.forbidden,
    }),
    harmless: split(
      'prompts of `harmless`',
      harmless,
      testHarmless,
      { test: options.testHarmless, cap: cap.harmless },
      safe,
    ),
    borderline: pooledSafe.filter((_, index) => borderline.has(index)),
    provenance,
  };
}
