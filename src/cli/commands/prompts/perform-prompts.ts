import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import type { PromptKind } from '../../../prompts/dataset-prompt.ts';
import type { FunctionalCategory } from '../../../prompts/dataset-shape.ts';
import { parseSourceMappings } from '../../../prompts/source-mappings.ts';
import { parseSplitSizes } from '../../../prompts/split-sizes.ts';
import type { TableFormat } from '../../../prompts/table-formats.ts';
import { describePrompts } from '../../../stages/prompts/describe-prompts.ts';
import { formatPromptReport } from './format-prompt-report.ts';

/** `prompts`: reads every source, then prints a summary. */
export async function performPrompts(request: {
  readonly sources: readonly string[];
  readonly test?: readonly string[];
  readonly mapping?: readonly string[];
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
  const mappings = parseSourceMappings(request.mapping ?? []);
  const split = request.split === undefined ? undefined : { sizes: parseSplitSizes(request.split), seed };
  const options = { ...mappings, format, kind, functionalCategory, withInput, threshold, split, signal };
  const report = await describePrompts({ sources, test: request.test, ...options });
  process.stdout.write(request.json ? `${JSON.stringify(report, null, 2)}\n` : formatPromptReport(report));
}
