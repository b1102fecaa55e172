import { failureOf } from './failure-of.ts';
import { buildProgram } from './program.ts';
import { commandRuns } from './running-command.ts';
import { terminal } from './terminal/terminal.ts';

/** Runs a command with these arguments and maps every error to a message on stderr; the exit code. */
export async function runProgram(
  args: readonly string[],
  signal: AbortSignal,
): Promise<string | number | undefined> {
  // Until one does, messages are nobody's.
  commandRuns(undefined);
  try {
    await buildProgram(() => signal).parseAsync(args, { from: 'user' });
    // Set by commands that did what was asked and have found something all the same.
    return process.exitCode ?? undefined;
  } catch (error) {
    const debug = args.includes('--debug') || Boolean(process.env.DEBUG);
    const { message, exitCode } = failureOf(error, debug);
    if (message !== undefined) terminal.error(message, exitCode);
    return exitCode;
  }
}
