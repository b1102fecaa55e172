import { Command } from 'commander';
import type { SignalSource } from './signal-source.ts';

/** What a checkpoint is, without loading weights. */
export function inspectCommand(_signal: SignalSource): Command {
  return new Command('inspect')
    .description('tell what a model is without loading its weights')
    .argument('<model>', 'model folder or organism:<name>')
    .option('--prompt <text>', 'user turn to render', 'Hello')
    .option('--json', 'as JSON', false)
    .action(async (model: string, { prompt, json }: { prompt: string; json: boolean }) => {
      const { resolveModel } = await import('../stages/open-model.ts');
      const { describeCheckpoint } = await import('../stages/describe-checkpoint.ts');
      const { formatDescription } = await import('../stages/format-description.ts');
      const description = describeCheckpoint(resolveModel(model), prompt);
      process.stdout.write(
        json ? `${JSON.stringify(description, null, 2)}\n` : formatDescription(description),
      );
    });
}
