import { PythonProcess } from './python-process.ts';

/**
 * Processes that have told what they are and hold no model yet, by interpreter: the next engine takes one over, since Python needs
 * seconds for its imports. They do not keep this process alive, and end with it.
 */
const spare = new Map<string, PythonProcess>();

/** Keeps a process for later; another one that was kept is ended. */
export function keepSpare(python: string, process: PythonProcess): void {
  const other = spare.get(python);
  process.unref();
  spare.set(python, process);
  void other?.close();
}

/** Ends kept processes: no engine will be opened here, and one that has looked at a device holds some of its memory. */
export async function endSpares(): Promise<void> {
  const ending = [...spare.values()].map((process) => {
    // Waiting for what does not keep this process alive would end it.
    process.ref();
    return process.close();
  });
  spare.clear();
  await Promise.all(ending);
}

/** A process of that interpreter: a kept one, else a new one. */
export function takeProcess(python: string): PythonProcess {
  const kept = spare.get(python);
  spare.delete(python);
  if (!kept?.alive) return new PythonProcess(python);
  kept.ref();
  return kept;
}
