import { Command } from 'commander';
import { memoryOption } from '../../options/memory-option.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import { precisionOption } from '../../options/precision-option.ts';
import { providerOption } from '../../options/provider-option.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Log-probabilities of texts → JSON lines. */
export function scoreCommand(signal: SignalSource): Command {
  return new Command('score')
    .description('log-probabilities and perplexity of texts')
    .requiredOption('--model <model>', 'model folder, hf:org/name[@revision] or organism:<name>')
    .requiredOption(
      '--text <file>',
      'JSON lines of texts, prompts with completions, or token ids, or a data set of prompts',
    )
    .option('--intervention <file>', 'run the model with this intervention')
    .option('--system <text>', 'system prompt')
    .addOption(precisionOption())
    .option('--threads <n>', 'threads of the engine', parsePositiveInteger)
    .addOption(providerOption())
    .addOption(memoryOption())
    .requiredOption('--out <file>', 'JSON lines to write, - for standard output')
    .option('--force', 'overwrite the file', false)
    .action(async (flags) => {
      const { performScore } = await import('./perform-score.ts');
      await performScore({ ...flags, signal: signal() });
    });
}
