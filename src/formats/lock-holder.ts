import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** The process that holds a lock, as its file says. */
export interface LockHolder {
  readonly host: string;
  readonly process: number;
  /** Tells a holder from another one of equal number. */
  readonly token: string;
  /** Where the number means something: a boot of a machine and a space of process numbers; null where the system does not tell. */
  readonly space?: string | null;
  /** When the process began, in the system's ticks: numbers are given again. */
  readonly began?: string | null;
}

/** This process, with a new token. */
export function ownHolder(): LockHolder {
  return {
    host: hostname(),
    process: process.pid,
    token: randomUUID(),
    space: ownSpace(),
    began: beganAt(process.pid),
  };
}

/** Undefined where the text is not (or not yet) a holder. */
export function parseHolder(text: string): LockHolder | undefined {
  try {
    const { host, process: id, token, space, began } = JSON.parse(text);
    return typeof id === 'number' ? { host, process: id, token, space, began } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the holder is known to be gone: it ran where its number can be looked up from here, and nothing that began when it did has that
 * number. Of a process of another machine or another container nothing is known.
 */
export function isGone(holder: LockHolder): boolean {
  return isNear(holder) && !isAlive(holder);
}

/** Whether the holder's number can be looked up from here, and is a living process. */
export function isKnownAlive(holder: LockHolder): boolean {
  return isNear(holder) && isAlive(holder);
}

function isNear({ host, space }: LockHolder): boolean {
  // Locks of before spaces were written have the host alone.
  return space === undefined
    ? host === hostname()
    : space !== null && space === ownSpace() && host === hostname();
}

function isAlive({ process: id, began }: LockHolder): boolean {
  try {
    process.kill(id, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const begins = beganAt(id);
  return typeof began !== 'string' || begins === null || begins === began;
}

function ownSpace(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    // Without these files there are no containers either.
    return process.platform === 'linux' ? null : hostname();
  }
}

function beganAt(id: number): string | null {
  try {
    // The name in brackets may hold blanks; the time is the 20th field after it.
    return readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19];
  } catch {
    return null;
  }
}
