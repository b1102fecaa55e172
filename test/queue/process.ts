import { type ChildProcess, spawn } from 'node:child_process';
import { BIN } from '../cli/run-cli.ts';

/** The command line as a process that can be watched and killed. */
export interface Process {
  readonly child: ChildProcess;
  /** What it has said so far. */
  readonly stderr: () => string;
  /** Resolves when its standard error holds this; rejects where it ends before. */
  readonly says: (text: string) => Promise<void>;
  /** Its exit code; null after a signal. */
  readonly ended: Promise<number | null>;
}

export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Process {
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
    for (const listener of listeners) listener();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      resolve(code);
      for (const listener of listeners) listener();
    });
  });
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const over = child.exitCode !== null || child.signalCode !== null;
        if (!stderr.includes(text) && !over) return;
        listeners.delete(look);
        if (stderr.includes(text)) resolve();
        else reject(new Error(`ended without saying "${text}":\n${stderr}`));
      };
      listeners.add(look);
      look();
    });
  return { child, stderr: () => stderr, says, ended };
}
