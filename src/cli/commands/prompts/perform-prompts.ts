import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { parseColumnMapping } from '../../../prompts/column-mapping.ts';
import type { PromptKind } from '../../../prompts/dataset-prompt.ts';
import type { FunctionalCategory } from '../../../prompts/dataset-shape.ts';
import type { PromptSet } from '../../../prompts/prompt-set.ts';
import { readPromptSet } from '../../../prompts/read-prompt-set.ts';
import { parseSplitSizes } from '../../../prompts/split-sizes.ts';
import type { TableFormat } from '../../../prompts/table-formats.ts';
import { describePromptSets } from '../../../stages/prompts/describe-prompt-sets.ts';
import { formatPromptReport } from './format-prompt-report.ts';

/** `prompts`: reads every source, then prints what they hold. */
export async function performPrompts(request: {
  readonly sources: readonly string[];
  readonly test?: readonly string[];
  readonly mapping?: string;
  readonly format?: TableFormat;
  readonly kind?: PromptKind;
  readonly functionalCategory: FunctionalCategory;
  readonly withInput: boolean;
  readonly threshold: number;
  readonly split?: string;
  readonly seed: number;
  readonly json: boolean;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { sources, format, kind, functionalCategory, withInput, threshold, seed, signal } = request;
  if (request.test && request.split === undefined)
    throw new InvalidInputError('--test', 'is for --split', 'Give the sizes: --split fit=N,selection=N.');
  const mapping = request.mapping === undefined ? undefined : parseColumnMapping(request.mapping);
  const split = request.split === undefined ? undefined : { sizes: parseSplitSizes(request.split), seed };
  const read = async (list: readonly string[]): Promise<PromptSet[]> => {
    const sets: PromptSet[] = [];
    for (const source of list)
      sets.push(
        await readPromptSet(source, {
          functionalCategory,
          withInput,
          hub: { signal },
          ...(mapping ? { mapping } : {}),
          ...(format ? { format } : {}),
          ...(kind ? { kind } : {}),
        }),
      );
    return sets;
  };
  const pool = await read(sources);
  const test = request.test && (await read(request.test));
  const report = describePromptSets(pool, {
    threshold,
    ...(test ? { test } : {}),
    ...(split ? { split } : {}),
  });
  process.stdout.write(request.json ? `${JSON.stringify(report, null, 2)}\n` : formatPromptReport(report));
}
