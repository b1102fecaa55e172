import { Command } from 'commander';
import { DEFAULT_NEW_TOKENS } from '../../../stages/run/default-new-tokens.ts';
import { addOptions } from '../../options/add-options.ts';
import { modelOption, modelTaskOptions, outputOptions } from '../../options/model-task-options.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Greedy completions of prompts → JSON lines. */
export function generateCommand(signal: SignalSource): Command {
  const [intervention, ...engine] = modelTaskOptions();
  return addOptions(
    new Command('generate')
      .description('continue prompts greedily')
      .addOption(modelOption())
      .requiredOption(
        '--prompts <source>',
        'JSON lines of prompts, texts or token ids, or a data set of prompts (CSV, hf:…)',
      )
      .addOption(intervention)
      .option('--max-new-tokens <n>', 'longest completion', parsePositiveInteger, DEFAULT_NEW_TOKENS)
      .option('--ignore-eos', 'continue after stop tokens', false)
      .action(async (flags) => {
        const { performGenerate } = await import('./perform-generate.ts');
        await performGenerate({ ...flags, signal: signal() });
      }),
    [...engine, ...outputOptions('JSON lines to write, - for standard output')],
  );
}
