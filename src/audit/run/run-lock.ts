import { linkSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { isGone, isKnownAlive, type LockHolder, ownHolder } from '../../formats/lock-holder.ts';
import { type FoundLock, LockWatch, readLock } from '../../formats/lock-watch.ts';
import { WriteError } from '../../formats/write-error.ts';

/** A lock of which nothing is known is taken over when it has shown no life for so long. */
const STALE_MILLISECONDS = 30_000;

/** A run folder that this process has for itself. */
export interface RunLock {
  /** Throws {@link WriteError} where another process has taken the folder over. */
  readonly check: () => void;
  readonly release: () => void;
}

/**
 * Takes a run folder for this process by a file that names host and process and shows life while the process lives. A file whose process
 * is known to be gone, as after a kill, is taken over at once; one of another machine or container, or that is not a lock, is watched first,
 * and taken over where it shows no life. Throws {@link WriteError} naming the file where another process has it.
 */
export function lockRun(path: string, run: string, staleAfter: number = STALE_MILLISECONDS): RunLock {
  const own = ownHolder();
  while (!tryCreate(path, run, own)) freeLock(path, run, staleAfter);
  const beat = setInterval(() => {
    if (isOwn(path, own)) touch(path);
  }, staleAfter / 10);
  beat.unref();
  return {
    check: () => {
      if (!isOwn(path, own))
        throw new WriteError(run, 'was taken over by another process', {
          remedy: 'This process showed no life for too long: start the command again.',
        });
    },
    release: () => {
      clearInterval(beat);
      if (isOwn(path, own)) rmSync(path, { force: true });
    },
  };
}

function tryCreate(path: string, run: string, own: LockHolder): boolean {
  try {
    writeFileSync(path, JSON.stringify(own), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new WriteError(run, `cannot be written (${(error as Error).message})`, { cause: error });
  }
}

/** Returns when the lock that is there is gone. */
function freeLock(path: string, run: string, staleAfter: number): void {
  const watch = new LockWatch();
  const first = readLock(path);
  for (let found = first; found !== undefined; found = readLock(path)) {
    const holder = found.holder ?? ofOlderVersion(found.text);
    if ((holder && isGone(holder)) || watch.silence(found) > staleAfter) {
      breakLock(path, found);
      return;
    }
    if ((holder && isKnownAlive(holder)) || found.state !== first?.state)
      throw new WriteError(run, `is being written by ${nameOf(holder)}`, {
        remedy: `Wait until it has ended, or choose another \`out\`. If no audit writes there, remove ${path}.`,
      });
    sleep(staleAfter / 100);
  }
}

/** Older versions wrote their process's number alone, and showed no life. */
function ofOlderVersion(text: string): LockHolder | undefined {
  const own = ownHolder();
  return /^[1-9]\d*$/.test(text.trim())
    ? { host: own.host, process: Number(text), token: '', space: own.space ?? null }
    : undefined;
}

function nameOf(holder: LockHolder | undefined): string {
  return holder ? `process ${holder.process} on ${holder.host}` : 'another process';
}

/** Takes a lock away; one that another process has made in the meantime is put back. */
function breakLock(path: string, { text }: FoundLock): void {
  const aside = `${path}.${ownHolder().token}`;
  try {
    renameSync(path, aside);
    if (readLock(aside)?.text !== text) linkSync(aside, path);
  } catch {
    // Another process was quicker.
  }
  rmSync(aside, { force: true });
}

function isOwn(path: string, own: LockHolder): boolean {
  return readLock(path)?.holder?.token === own.token;
}

function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Taken away: the next check tells.
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
