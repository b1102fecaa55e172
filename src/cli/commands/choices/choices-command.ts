import { Command, Option } from 'commander';
import { addOptions } from '../../options/add-options.ts';
import { MODEL_NAMES, modelTaskOptions } from '../../options/model-task-options.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Accuracy on multiple-choice questions. */
export function choicesCommand(signal: SignalSource): Command {
  const command = new Command('choices')
    .description('measure accuracy on multiple-choice questions by the log-probability of each choice')
    .argument('<model>', MODEL_NAMES)
    .requiredOption(
      '--questions <file>',
      'JSON lines of {"question": "…", "choices": ["…", "…"], "answer": index or letter}',
    )
    .addOption(
      new Option('--answer-with <what>', "text to score: a choice's own, or its letter")
        .choices(['text', 'letter'])
        .default('text'),
    )
    .option(
      '--template <text>',
      'text before an answer, containing {question} and {choices}; \\n is a line break',
    )
    .option('--chat', "put the question into the chat template as a user's turn", false)
    .action(async (model, flags) => {
      const { performChoices } = await import('./perform-choices.ts');
      await performChoices({ ...flags, model, signal: signal() });
    });
  return addOptions(command, modelTaskOptions({ system: false, date: true })).option(
    '--json',
    'print JSON, with every question',
    false,
  );
}
