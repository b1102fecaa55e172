import { readFileSync } from 'node:fs';
import { InvalidInputError } from '../errors/invalid-input-error.ts';

/**
 * Parses a JSON file. Throws {@link InvalidInputError} naming the file when it is missing, unreadable or not JSON.
 */
export function readJsonFile(path: string): unknown {
  const text = readTextFile(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInputError(path, `is not JSON (${(error as Error).message})`);
  }
}

/** Reads UTF-8 text without its byte-order mark; throws {@link InvalidInputError} naming the file when it cannot. */
export function readTextFile(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new InvalidInputError(path, unreadable(error));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InvalidInputError(path, 'is not UTF-8 text');
  }
}

/** A failed file operation in words: `does not exist`, `is a folder`, … */
export function unreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EISDIR') return 'is a folder, not a file';
  if (code === 'ENOTDIR') return 'a part of its path is not a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return `cannot be read (${message})`;
}
