import type { Command } from 'commander';
import { bashCompletion } from './bash-completion.ts';
import { completionModel } from './completion-model.ts';
import { fishCompletion } from './fish-completion.ts';
import { zshCompletion } from './zsh-completion.ts';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** Writes the script of one shell to standard output. */
export function printCompletion(shell: keyof typeof SCRIPTS, program: Command): void {
  process.stdout.write(SCRIPTS[shell](completionModel(program)));
}
