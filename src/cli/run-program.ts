import { failureOf } from './failure-of.ts';
import { buildProgram } from './program.ts';
import { commandRuns } from './running-command.ts';
import { terminal } from './terminal/terminal.ts';

/** Runs a command with these arguments, maps every error to a message on stderr, and returns the exit code. */
export async function runProgram(
  args: readonly string[],
  signal: AbortSignal,
): Promise<string | number | undefined> {
  // Until a command begins, messages belong to none.
  commandRuns(undefined);
  try {
    await buildProgram(() => signal).parseAsync(args, { from: 'user' });
    // Set by commands that succeeded but found a problem.
    return process.exitCode ?? undefined;
  } catch (error) {
    const debug = args.includes('--debug') || Boolean(process.env.DEBUG);
    const { message, exitCode } = failureOf(error, debug);
    if (message !== undefined) terminal.error(message, exitCode);
    return exitCode;
  }
}
