import { Command } from 'commander';
import { addOptions } from '../../options/add-options.ts';
import { MODEL_NAMES, modelTaskOptions } from '../../options/model-task-options.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Perplexity of a plain text file of any length. */
export function perplexityCommand(signal: SignalSource): Command {
  const command = new Command('perplexity')
    .description('measure perplexity of a plain text file with sliding windows')
    .argument('<model>', MODEL_NAMES)
    .requiredOption('--text <file>', 'plain text, of any length')
    .option(
      '--context <n>',
      "most tokens at once (default: the model's limit, at most 2048)",
      parsePositiveInteger,
    )
    .option(
      '--stride <n>',
      'stride in tokens; smaller = more context, slower (default: windows do not overlap)',
      parsePositiveInteger,
    )
    .option(
      '--separator <line>',
      'lines with only this text separate documents; the interval is then over documents',
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
