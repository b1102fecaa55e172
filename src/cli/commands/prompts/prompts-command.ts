import { Command, Option } from 'commander';
import { PROMPT_KINDS } from '../../../prompts/dataset-prompt.ts';
import { FUNCTIONAL_CATEGORIES } from '../../../prompts/dataset-shape.ts';
import { DUPLICATE_THRESHOLD } from '../../../prompts/duplicate-groups.ts';
import { TABLE_FORMATS } from '../../../prompts/table-formats.ts';
import { parseSeed } from '../../options/parse-seed.ts';
import { parseThreshold } from '../../options/parse-threshold.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Summarises data sets of prompts and their splits; ids, never texts. */
export function promptsCommand(signal: SignalSource): Command {
  return new Command('prompts')
    .description('summarise prompt data sets, their near-duplicates and splits, without printing a prompt')
    .argument(
      '<sources...>',
      'files (CSV, TSV, JSON, JSON lines, Parquet, text) or hf:org/name[:split][@revision]',
    )
    .option('--test <sources...>', 'take the test split from these sources, the others from the arguments')
    .option(
      '--mapping <pairs>',
      'columns of every source, prompt=COLUMN,id=COLUMN,category=COLUMN,…, or of one, FILE::prompt=COLUMN,… (repeatable)',
      (pairs: string, before: readonly string[] = []) => [...before, pairs],
    )
    .addOption(
      new Option('--format <format>', 'format of files whose names do not show it').choices([
        ...TABLE_FORMATS,
      ]),
    )
    .addOption(
      new Option('--kind <kind>', 'kind of every prompt, instead of the kind in the data').choices([
        ...PROMPT_KINDS,
      ]),
    )
    .addOption(
      new Option('--functional-category <which>', 'HarmBench behaviours to use')
        .choices([...FUNCTIONAL_CATEGORIES])
        .default('standard'),
    )
    .option('--with-input', 'also use Alpaca instructions that have an input', false)
    .option(
      '--threshold <similarity>',
      'least Jaccard similarity of near-duplicates',
      parseThreshold,
      DUPLICATE_THRESHOLD,
    )
    .option('--split <sizes>', 'split by near-duplicate group: fit=N,selection=N,test=N')
    .option('--seed <n>', 'seed of the split', parseSeed, 1)
    .option('--json', 'print JSON', false)
    .action(async (sources: string[], flags) => {
      const { performPrompts } = await import('./perform-prompts.ts');
      await performPrompts({ ...flags, sources, signal: signal() });
    });
}
