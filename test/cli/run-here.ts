import { vi } from 'vitest';
import { runProgram } from '../../src/cli/run-program.ts';
import type { CliResult } from './run-cli.ts';

/**
 * Runs a command in this process, where starting one for each of many cases would take most of the time. What a process
 * has of its own (signals, pipes, exit) is tested with runCli.
 */
export function runHere(...args: readonly string[]): Promise<CliResult> {
  const result = last.then(() => runAlone(args));
  last = result.catch(() => undefined);
  return result;
}

/** Calls wait for each other: two would hear each other's streams, also where a test that ran out of time still has one going. */
let last: Promise<unknown> = Promise.resolve();

async function runAlone(args: readonly string[]): Promise<CliResult> {
  const told = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      told[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      return true;
    }),
  );
  const before = process.exitCode;
  try {
    process.exitCode = undefined;
    const code = await runProgram(args, new AbortController().signal);
    return { code: Number(code ?? 0), ...told };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
