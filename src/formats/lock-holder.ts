import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** The process that holds a lock, as its file says. */
export interface LockHolder {
  readonly host: string;
  readonly process: number;
  /** Distinguishes holders with the same process number. */
  readonly token: string;
  /** Boot and process namespace in which the number is valid; null where the system does not tell. */
  readonly space?: string | null;
  /** Start of the process, in the system's ticks: process numbers are reused. */
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

/** Undefined if the text does not describe a holder (yet). */
export function parseHolder(text: string): LockHolder | undefined {
  try {
    const { host, process: id, token, space, began } = JSON.parse(text);
    return typeof id === 'number' ? { host, process: id, token, space, began } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the holder is known to be gone: its number can be looked up from here, and no process that started when it did has that
 * number. Nothing is known about processes of another machine or container.
 */
export function isGone(holder: LockHolder): boolean {
  return isNear(holder) && !isAlive(holder);
}

/** Whether the holder's number can be looked up from here and belongs to a living process. */
export function isKnownAlive(holder: LockHolder): boolean {
  return isNear(holder) && isAlive(holder);
}

function isNear({ host, space }: LockHolder): boolean {
  // Locks written before namespaces were recorded hold the host alone.
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
    // A system without these files has no containers either.
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
