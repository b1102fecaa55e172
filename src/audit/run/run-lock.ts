import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { WriteError } from '../../formats/write-error.ts';

/**
 * Takes a run folder for this process by a file with its number; gives what frees it. A file whose process is gone, as
 * after a kill, is taken over. Throws {@link WriteError} where another process has it.
 */
export function lockRun(path: string, run: string): () => void {
  for (;;) {
    try {
      const descriptor = openSync(path, 'wx');
      writeSync(descriptor, String(process.pid));
      closeSync(descriptor);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new WriteError(run, `cannot be written (${(error as Error).message})`, { cause: error });
      const owner = Number(readFileSync(path, 'utf8'));
      if (isAlive(owner) && owner !== process.pid)
        throw new WriteError(run, `is being written by process ${owner}`, {
          remedy: 'Wait until it has ended, or choose another `out`.',
        });
      rmSync(path, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
