import { Command, Option } from 'commander';
import { PROMPT_KINDS } from '../../../prompts/dataset-prompt.ts';
import { FUNCTIONAL_CATEGORIES } from '../../../prompts/dataset-shape.ts';
import { DUPLICATE_THRESHOLD } from '../../../prompts/duplicate-groups.ts';
import { TABLE_FORMATS } from '../../../prompts/table-formats.ts';
import { parseSeed } from '../../options/parse-seed.ts';
import { parseThreshold } from '../../options/parse-threshold.ts';
import type { SignalSource } from '../../signal-source.ts';

/** What data sets of prompts hold, and how they split; ids, never texts. */
export function promptsCommand(signal: SignalSource): Command {
  return new Command('prompts')
    .description(
      'tell what data sets of prompts hold, their near-duplicates and splits, without printing a prompt',
    )
    .argument(
      '<sources...>',
      'files (CSV, TSV, JSON, JSON lines, Parquet, text) or hf:org/name[:split][@revision]',
    )
    .option('--test <sources...>', 'take the test split from these sources, the others from the arguments')
    .option('--mapping <pairs>', 'which column is what: prompt=COLUMN,id=COLUMN,category=COLUMN,…')
    .addOption(
      new Option('--format <format>', 'of files whose names do not say it').choices([...TABLE_FORMATS]),
    )
    .addOption(
      new Option('--kind <kind>', 'of every prompt, over what the data says').choices([...PROMPT_KINDS]),
    )
    .addOption(
      new Option('--functional-category <which>', 'behaviours of HarmBench to take')
        .choices([...FUNCTIONAL_CATEGORIES])
        .default('standard'),
    )
    .option('--with-input', 'also take instructions of Alpaca that have an input', false)
    .option(
      '--threshold <similarity>',
      'Jaccard similarity from which two prompts are near-duplicates',
      parseThreshold,
      DUPLICATE_THRESHOLD,
    )
    .option('--split <sizes>', 'split by near-duplicate group: fit=N,selection=N,test=N')
    .option('--seed <n>', 'seed of the split', parseSeed, 1)
    .option('--json', 'everything as JSON', false)
    .action(async (sources: string[], flags) => {
      const { performPrompts } = await import('./perform-prompts.ts');
      await performPrompts({ ...flags, sources, signal: signal() });
    });
}
