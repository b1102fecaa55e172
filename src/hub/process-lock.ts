import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isGone, type LockHolder, ownHolder } from '../formats/lock-holder.ts';
import { type FoundLock, LockWatch, readLock } from '../formats/lock-watch.ts';

export interface ProcessLockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once, when another process holds the lock. */
  readonly onWait?: () => void;
  /** A lock that shows no life for this long is taken over; 30,000 ms by default. */
  readonly staleAfter?: number;
}

const POLL_MS = 200;

/**
 * Does `work` while no other process does it under the same lock file, on this machine or another that shares the folder.
 * A lock left by a process that was killed is taken over: at once where it ran on this machine, else when it has shown no
 * life for `staleAfter`. It spares double work and is not a guarantee: `work` must come out right if two do it at once.
 */
export async function withProcessLock<Result>(
  path: string,
  { signal, onWait, staleAfter = 30_000 }: ProcessLockOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  mkdirSync(dirname(path), { recursive: true });
  const own = ownHolder();
  const watch = new LockWatch();
  let told = false;
  while (!tryCreate(path, own)) {
    signal?.throwIfAborted();
    const found = readLock(path);
    if (found === undefined) continue;
    if (!told) onWait?.();
    told = true;
    const isOver = (found.holder && isGone(found.holder)) || watch.silence(found) > staleAfter;
    if (isOver) breakLock(path, found);
    else await delay(POLL_MS, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, staleAfter / 10);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if (readLock(path)?.holder?.token === own.token) rmSync(path, { force: true });
  }
}

function tryCreate(path: string, own: LockHolder): boolean {
  try {
    writeFileSync(path, JSON.stringify(own), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead process's lock; a lock made by another process in the meantime is put back. */
function breakLock(path: string, { text }: FoundLock): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== text) linkSync(aside, path);
  } catch {
    // Another process was quicker.
  }
  rmSync(aside, { force: true });
}
