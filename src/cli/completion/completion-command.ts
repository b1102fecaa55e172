import { Argument, Command } from 'commander';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** A completion script for the user's shell, made from the definitions of all commands. */
export function completionCommand(): Command {
  return new Command('completion')
    .description('print a completion script for a shell: commands, options, their values, models')
    .addArgument(new Argument('<shell>', 'shell name').choices(SHELLS))
    .action(async (shell: (typeof SHELLS)[number], _: object, command: Command) => {
      const { printCompletion } = await import('./print-completion.ts');
      printCompletion(shell, command.parent!);
    });
}
