import { readFileSync, statSync } from 'node:fs';
import { type LockHolder, parseHolder } from './lock-holder.ts';

/** A lock file as read. */
export interface FoundLock {
  readonly text: string;
  /** Changes while the holder lives, so that clocks of two machines are never compared. */
  readonly state: string;
  /** Undefined while the file is being written, and if it is not a lock. */
  readonly holder: LockHolder | undefined;
}

/** Undefined if the file does not exist. */
export function readLock(path: string): FoundLock | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return { text, state: `${statSync(path).mtimeMs} ${text}`, holder: parseHolder(text) };
  } catch {
    return undefined;
  }
}

/** Time without a sign of life from a lock, by this process's own clock. */
export class LockWatch {
  #seen: { readonly state: string; readonly since: number } | undefined;

  /** Milliseconds since the state was last seen to change; 0 at first sight. */
  silence({ state }: FoundLock): number {
    if (state !== this.#seen?.state) this.#seen = { state, since: performance.now() };
    return performance.now() - this.#seen.since;
  }
}
