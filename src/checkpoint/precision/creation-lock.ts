import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { isGone, type LockHolder, ownHolder } from '../../formats/lock-holder.ts';
import { LockWatch, readLock } from '../../formats/lock-watch.ts';

const POLL_MILLISECONDS = 250;
/** A lock without a sign of life for this many milliseconds belongs to a process that is gone. */
const STALE_MILLISECONDS = 60_000;

/**
 * Waits until no other process makes the same thing. The lock only spares double work: what it guards is made under another name
 * and renamed, so that a lock that was taken away too early does no harm.
 */
export class CreationLock {
  readonly #path: string;
  readonly #own: LockHolder;

  private constructor(path: string, own: LockHolder) {
    this.#path = path;
    this.#own = own;
  }

  /**
   * `onWait` is called once if another process has the lock; life is measured by this process's own clock, never by the file's time.
   * Rejects with the signal's reason where it is aborted.
   */
  static async take(
    path: string,
    options: { signal?: AbortSignal; onWait?: () => void; staleAfter?: number } = {},
  ): Promise<CreationLock> {
    const { signal, onWait, staleAfter = STALE_MILLISECONDS } = options;
    const own = ownHolder();
    const watch = new LockWatch();
    let told = false;
    for (;;) {
      signal?.throwIfAborted();
      try {
        writeFileSync(path, JSON.stringify(own), { flag: 'wx' });
        return new CreationLock(path, own);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const found = readLock(path);
      if (!found) continue;
      if ((found.holder && isGone(found.holder)) || watch.silence(found) > staleAfter) {
        rmSync(path, { force: true });
        continue;
      }
      if (!told) onWait?.();
      told = true;
      await wait(Math.min(POLL_MILLISECONDS, staleAfter));
    }
  }

  /** Tells others that the work goes on. */
  touch(): void {
    try {
      utimesSync(this.#path, new Date(), new Date());
    } catch {
      // Another process took the lock away: the work is then done twice.
    }
  }

  release(): void {
    if (readLock(this.#path)?.holder?.token === this.#own.token) rmSync(this.#path, { force: true });
  }
}
