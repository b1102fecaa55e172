/** The command line's entry: runs the program and maps every error to a message and an exit code. */
import { Interruption } from './interruption.ts';
import { runProgram } from './run-program.ts';
import { terminal } from './terminal/terminal.ts';

const controller = new AbortController();
const interrupt = (): void => {
  if (controller.signal.aborted) process.exit(130);
  terminal.stopProgress();
  terminal.note('stopping; Ctrl-C again exits at once');
  controller.abort(new Interruption());
};
process.on('SIGINT', interrupt);
// Cluster schedulers ask programs to end with this signal.
process.on('SIGTERM', interrupt);
// A bar hides the cursor.
process.on('exit', () => terminal.stopProgress());
// A reader that has seen enough (`| head`) is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runProgram(process.argv.slice(2), controller.signal);
