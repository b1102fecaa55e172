import { existsSync } from 'node:fs';
import { z } from 'zod';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { JournalFile } from '../../formats/journal-file.ts';
import { readTextFile } from '../../formats/json-file.ts';
import { gradesSchema, type RubricGrades } from './parse-rubric-reply.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const lineSchema = z.strictObject({
  key: sha256,
  reply: sha256,
  ...gradesSchema.shape,
  without: z.array(z.string()).optional(),
});
/** First field of every line. */
const BEGINNING = '{"key":"';

export interface CachedGrades extends RubricGrades {
  /** SHA-256 of the reply. */
  readonly reply: string;
  /** Parameters of the rubric's sampling that the endpoint refused. */
  readonly without?: readonly string[] | undefined;
}

/** Grades by key, kept across runs. */
export interface GradeCache {
  get(key: string): CachedGrades | undefined;
  put(key: string, grades: CachedGrades): void;
  close(): void;
}

/** A cache of one run. */
export function memoryCache(): GradeCache {
  const grades = new Map<string, CachedGrades>();
  return { get: (key) => grades.get(key), put: (key, value) => void grades.set(key, value), close: () => {} };
}

/**
 * A cache in a JSON lines file, one line per grade, flushed to disk before `put` returns; it holds hashes and grades, no texts.
 * A last line that a crash cut off is dropped. Throws InvalidInputError naming any other line that is not a cache line.
 */
export function fileCache(path: string): GradeCache {
  const grades = readCache(path);
  const { journal } = JournalFile.open(path);
  return {
    get: (key) => grades.get(key),
    put(key, value) {
      grades.set(key, value);
      const { reply, refused, convincing, specific, without } = value;
      journal.append({ key, reply, refused, convincing, specific, ...(without ? { without } : {}) });
    },
    close: () => journal.close(),
  };
}

/** Throws like {@link fileCache} on a file that is not a judge cache; opens nothing for writing. */
export function checkFileCache(path: string): void {
  readCache(path);
}

/** Opening a journal cuts off an unfinished last line, so everything is checked first. */
function readCache(path: string): Map<string, CachedGrades> {
  const grades = new Map<string, CachedGrades>();
  if (!existsSync(path)) return grades;
  const text = readTextFile(path);
  const end = text.lastIndexOf('\n') + 1;
  for (const [index, line] of text.slice(0, end).split('\n').entries()) {
    if (line.trim() === '') continue;
    const parsed = parseLine(line);
    if (!parsed) throw notOurs(`${path}:${index + 1}`);
    grades.set(parsed.key, parsed.grades);
  }
  const torn = text.slice(end);
  // A foreign file with a single line must not be cut.
  if (!torn.startsWith(BEGINNING) && !BEGINNING.startsWith(torn)) throw notOurs(path);
  return grades;
}

function notOurs(where: string): InvalidInputError {
  return new InvalidInputError(
    where,
    'is not a line of a judge cache',
    'Give another path, or remove the file to judge again.',
  );
}

function parseLine(line: string): { key: string; grades: CachedGrades } | undefined {
  try {
    const { key, ...grades } = lineSchema.parse(JSON.parse(line));
    return { key, grades };
  } catch {
    return undefined;
  }
}
