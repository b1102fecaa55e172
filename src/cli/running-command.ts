import type { Command } from 'commander';
import { flagsInMessage } from './options/flags-in-message.ts';

let running: Command | undefined;

/** Call this before a command's action begins. */
export function commandRuns(command: Command | undefined): void {
  running = command;
}

/** A text of the library with the flags of the command that runs. */
export function withFlags(text: string): string {
  return flagsInMessage(text, running);
}
