import { Command } from 'commander';
import { memoryOption } from '../../options/memory-option.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import { precisionOption } from '../../options/precision-option.ts';
import { providerOption } from '../../options/provider-option.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Perplexity of a plain text file of any length. */
export function perplexityCommand(signal: SignalSource): Command {
  return new Command('perplexity')
    .description('perplexity of a plain text file, by windows that slide over it')
    .argument('<model>', 'model folder, hf:org/name[@revision] or organism:<name>')
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
    .option('--intervention <file>', 'run the model with this intervention (of token scope all)')
    .addOption(precisionOption())
    .option('--threads <n>', 'threads of the engine', parsePositiveInteger)
    .addOption(providerOption())
    .addOption(memoryOption())
    .option('--json', 'print JSON', false)
    .action(async (model, flags) => {
      const { performPerplexity } = await import('./perform-perplexity.ts');
      await performPerplexity({ ...flags, model, signal: signal() });
    });
}
