import { readFileSync, statSync } from 'node:fs';
import { type LockHolder, parseHolder } from './lock-holder.ts';

/** A lock file as it was found. */
export interface FoundLock {
  readonly text: string;
  /** Changes while the holder lives: clocks of two machines are never compared. */
  readonly state: string;
  /** Undefined while it is being written, and in a file that is not a lock. */
  readonly holder: LockHolder | undefined;
}

/** Undefined where there is none. */
export function readLock(path: string): FoundLock | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return { text, state: `${statSync(path).mtimeMs} ${text}`, holder: parseHolder(text) };
  } catch {
    return undefined;
  }
}

/** How long, by this process's own clock, a lock has shown no life. */
export class LockWatch {
  #seen: { readonly state: string; readonly since: number } | undefined;

  /** Milliseconds since the state was last seen to change; 0 at first sight. */
  silence({ state }: FoundLock): number {
    if (state !== this.#seen?.state) this.#seen = { state, since: performance.now() };
    return performance.now() - this.#seen.since;
  }
}
