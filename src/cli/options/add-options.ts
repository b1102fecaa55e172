import type { Command, Option } from 'commander';

/** Adds options that several commands share. */
export function addOptions(command: Command, options: readonly Option[]): Command {
  for (const option of options) command.addOption(option);
  return command;
}
