import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { unreadable } from './json-file.ts';
import { writeAll } from './write-all.ts';
import { WriteError } from './write-error.ts';

const NEWLINE = 10;

/**
 * A file of one JSON value per line that survives a kill at any moment: every line is flushed to disk before
 * {@link JournalFile.append} returns, and a last line that was cut off is dropped when the file is opened again.
 */
export class JournalFile {
  readonly path: string;
  readonly #descriptor: number;

  private constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
  }

  /**
   * Opens or creates the file and gives the values that it holds. Throws {@link InvalidInputError} naming the line where
   * one before the last is not JSON, {@link WriteError} where the file cannot be written.
   */
  static open(path: string): { readonly journal: JournalFile; readonly values: readonly unknown[] } {
    let descriptor: number;
    try {
      descriptor = openSync(path, 'a+');
    } catch (error) {
      throw new WriteError(path, `cannot be written (${(error as Error).message})`, { cause: error });
    }
    try {
      const { values, length } = readWhole(path);
      ftruncateSync(descriptor, length);
      return { journal: new JournalFile(path, descriptor), values };
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  /** Adds one value; it is on disk when this returns. Throws {@link WriteError}; then nothing of it is in the file. */
  append(value: unknown): void {
    const length = fstatSync(this.#descriptor).size;
    try {
      writeAll(this.#descriptor, new TextEncoder().encode(`${JSON.stringify(value)}\n`));
      fdatasyncSync(this.#descriptor);
    } catch (error) {
      this.#cutTo(length);
      throw new WriteError(this.path, `cannot be written (${(error as Error).message})`, { cause: error });
    }
  }

  /** The next line must not follow half of this one. */
  #cutTo(length: number): void {
    try {
      ftruncateSync(this.#descriptor, length);
    } catch {
      // A torn last line is dropped when the file is opened again.
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** The values of a journal, without opening it for writing; a last line that was cut off is passed over. */
export function readJournalFile(path: string): readonly unknown[] {
  return readWhole(path).values;
}

function readWhole(path: string): { readonly values: unknown[]; readonly length: number } {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new InvalidInputError(path, unreadable(error));
  }
  const values: unknown[] = [];
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end === -1) return { values, length: start };
    try {
      values.push(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end))));
    } catch (error) {
      // A machine that loses power may leave a line whose beginning never reached the disk.
      if (bytes.indexOf(NEWLINE, end + 1) === -1) return { values, length: start };
      throw new InvalidInputError(
        `${path}:${line}`,
        `is not JSON (${(error as Error).message})`,
        'The journal is damaged: start the run again.',
      );
    }
    start = end + 1;
  }
}
