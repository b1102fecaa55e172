import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { WriteError } from './write-error.ts';

/**
 * Writes a file so that a reader, or a machine that loses power, finds the old content or the new and nothing between:
 * a temporary file beside it, flushed to disk, then renamed over it. Text is written as UTF-8.
 * Throws {@link WriteError} naming the folder when it is missing or not writable; nothing is left behind.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  const target = resolve(path);
  const folder = dirname(target);
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const descriptor = openSync(temporary, 'wx');
    try {
      writeFileSync(descriptor, data);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, target);
  } catch (error) {
    removeQuietly(temporary);
    throw new WriteError(target, problemOf(error, folder), { cause: error });
  }
  syncFolder(folder);
}

/**
 * Throws {@link WriteError} if something stands at `path` and `force` is false. To be asked before long work whose
 * result goes there.
 */
export function refuseToOverwrite(path: string, force: boolean): void {
  if (!force && existsSync(path))
    throw new WriteError(path, 'exists already', {
      remedy: 'Choose another path, or pass `force` to overwrite it.',
    });
}

/** Ignores failures: the file is not there, or the error that led here matters more. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A part of the path is not a folder.
  }
}

function problemOf(error: unknown, folder: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `cannot be written: folder ${folder} does not exist`;
  if (code === 'ENOTDIR') return `cannot be written: ${folder} is not a folder`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `cannot be written: no permission to write in folder ${folder}`;
  if (code === 'ENOSPC') return `cannot be written: no space left in folder ${folder}`;
  if (code === 'EISDIR') return 'cannot be written: it is a folder';
  return `cannot be written in folder ${folder} (${message})`;
}

/** Makes the rename itself durable; some systems do not let folders be opened, and then there is nothing to do. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // The content is on disk already.
  }
}
