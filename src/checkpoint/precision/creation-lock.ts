import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

const POLL_MILLISECONDS = 250;
/** A lock that nobody has touched for so long belongs to a process that is gone. */
const STALE_MILLISECONDS = 60_000;

/**
 * Waits until no other process makes the same thing. The lock only spares double work: what it guards is made under another name
 * and renamed, so that a lock that was taken away too early does no harm.
 */
export class CreationLock {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** `onWait` is called once if another process has the lock. Rejects with the signal's reason where it is aborted. */
  static async take(
    path: string,
    options: { signal?: AbortSignal; onWait?: () => void } = {},
  ): Promise<CreationLock> {
    let told = false;
    for (;;) {
      options.signal?.throwIfAborted();
      try {
        writeFileSync(path, JSON.stringify({ host: hostname(), process: process.pid }), { flag: 'wx' });
        return new CreationLock(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      if (isStale(path)) {
        rmSync(path, { force: true });
        continue;
      }
      if (!told) options.onWait?.();
      told = true;
      await wait(POLL_MILLISECONDS);
    }
  }

  /** Tells others that the work goes on. */
  touch(): void {
    try {
      utimesSync(this.#path, new Date(), new Date());
    } catch {
      // Taken away: then the work is done twice.
    }
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }
}

function isStale(path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE_MILLISECONDS) return true;
    const { host, process: owner } = JSON.parse(readFileSync(path, 'utf8'));
    return host === hostname() && !isAlive(owner);
  } catch {
    // Gone, or not written yet: look again.
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
