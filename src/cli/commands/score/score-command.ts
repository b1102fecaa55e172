import { Command } from 'commander';
import { addOptions } from '../../options/add-options.ts';
import { modelOption, modelTaskOptions, outputOptions } from '../../options/model-task-options.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Log-probabilities of texts → JSON lines. */
export function scoreCommand(signal: SignalSource): Command {
  const command = new Command('score')
    .description('compute log-probabilities and perplexity of texts')
    .addOption(modelOption())
    .requiredOption(
      '--text <file>',
      'JSON lines of texts, prompts with completions, or token ids, or a data set of prompts',
    )
    .action(async (flags) => {
      const { performScore } = await import('./perform-score.ts');
      await performScore({ ...flags, signal: signal() });
    });
  const out = outputOptions('JSON lines to write, - for standard output');
  return addOptions(command, [...modelTaskOptions(), ...out]);
}
