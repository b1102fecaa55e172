import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { readTextFile } from './json-file.ts';

/** One line of a JSON lines file. */
export interface JsonLine {
  /** 1-based. */
  readonly line: number;
  readonly value: unknown;
}

/**
 * Reads a file of one JSON value per line; blank lines are skipped.
 * Throws InvalidInputError naming file and line (`file:3`) where a line is not JSON, and the file when it has none.
 */
export function readJsonLines(path: string): JsonLine[] {
  const lines: JsonLine[] = [];
  for (const [index, text] of readTextFile(path).split('\n').entries()) {
    if (text.trim() === '') continue;
    try {
      lines.push({ line: index + 1, value: JSON.parse(text) });
    } catch (error) {
      throw new InvalidInputError(`${path}:${index + 1}`, `is not JSON (${(error as Error).message})`);
    }
  }
  if (lines.length === 0) throw new InvalidInputError(path, 'is empty', 'Expected one JSON value per line.');
  return lines;
}

/** One JSON value per line, each ended by a newline. */
export function encodeJsonLines(values: Iterable<unknown>): string {
  return [...values].map((value) => `${JSON.stringify(value)}\n`).join('');
}
