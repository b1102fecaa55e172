import { Command, Option } from 'commander';
import { memoryOption } from '../../options/memory-option.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import { precisionOption } from '../../options/precision-option.ts';
import { providerOption } from '../../options/provider-option.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Accuracy on multiple-choice questions. */
export function choicesCommand(signal: SignalSource): Command {
  return new Command('choices')
    .description('accuracy on multiple-choice questions by the log-probability of each choice')
    .argument('<model>', 'model folder, hf:org/name[@revision] or organism:<name>')
    .requiredOption(
      '--questions <file>',
      'JSON lines of {"question": "…", "choices": ["…", "…"], "answer": index or letter}',
    )
    .addOption(
      new Option('--answer-with <what>', "what is scored: a choice's text, or its letter")
        .choices(['text', 'letter'])
        .default('text'),
    )
    .option(
      '--template <text>',
      'the text before an answer, with {question} and {choices} in it and \\n for a line break',
    )
    .option('--chat', "put it into the chat template as a user's turn", false)
    .option('--intervention <file>', 'run the model with this intervention')
    .addOption(precisionOption())
    .option('--threads <n>', 'threads of the engine', parsePositiveInteger)
    .addOption(providerOption())
    .addOption(memoryOption())
    .option('--json', 'print JSON, with every question', false)
    .action(async (model, flags) => {
      const { performChoices } = await import('./perform-choices.ts');
      await performChoices({ ...flags, model, signal: signal() });
    });
}
