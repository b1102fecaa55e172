import { Command } from 'commander';
import { memoryOption } from '../../options/memory-option.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import { precisionOption } from '../../options/precision-option.ts';
import { providerOption } from '../../options/provider-option.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Greedy completions of prompts → JSON lines. */
export function generateCommand(signal: SignalSource): Command {
  return new Command('generate')
    .description('continue prompts greedily')
    .requiredOption('--model <model>', 'model folder, hf:org/name[@revision] or organism:<name>')
    .requiredOption(
      '--prompts <source>',
      'JSON lines of prompts, texts or token ids, or a data set of prompts (CSV, hf:…)',
    )
    .option('--intervention <file>', 'run the model with this intervention')
    .option('--max-new-tokens <n>', 'longest completion', parsePositiveInteger, 64)
    .option('--ignore-eos', 'go on behind stop tokens', false)
    .option('--system <text>', 'system prompt')
    .addOption(precisionOption())
    .option('--threads <n>', 'threads of the engine', parsePositiveInteger)
    .addOption(providerOption())
    .addOption(memoryOption())
    .requiredOption('--out <file>', 'JSON lines to write, - for standard output')
    .option('--force', 'overwrite the file', false)
    .action(async (flags) => {
      const { performGenerate } = await import('./perform-generate.ts');
      await performGenerate({ ...flags, signal: signal() });
    });
}
