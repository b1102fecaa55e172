import { Command } from 'commander';
import { addOptions } from '../../options/add-options.ts';
import { MODEL_NAMES, modelTaskOptions } from '../../options/model-task-options.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Perplexity of a plain text file of any length. */
export function perplexityCommand(signal: SignalSource): Command {
  const command = new Command('perplexity')
    .description('perplexity of a plain text file, by windows that slide over it')
    .argument('<model>', MODEL_NAMES)
    .requiredOption('--text <file>', 'plain text, of any length')
    .option(
      '--context <n>',
      'most tokens at once (default: what the model takes, at most 2048)',
      parsePositiveInteger,
    )
    .option(
      '--stride <n>',
      'tokens that a window moves on; fewer give every token more context and cost more (default: windows do not overlap)',
      parsePositiveInteger,
    )
    .option(
      '--separator <line>',
      'lines that hold only this part the file into documents; the interval then is over documents',
    )
    .action(async (model, flags) => {
      const { performPerplexity } = await import('./perform-perplexity.ts');
      await performPerplexity({ ...flags, model, signal: signal() });
    });
  const intervention = 'run the model with this intervention (of token scope all)';
  return addOptions(command, modelTaskOptions({ intervention, system: false })).option(
    '--json',
    'print JSON',
    false,
  );
}
