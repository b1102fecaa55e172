import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JournalFile, readJournalFile } from './journal-file.ts';

const VALUES = [{ unit: 'a', value: 1 }, { unit: 'ä"\n', value: [0.1, null] }, { unit: 'c' }];

describe('JournalFile', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'journal-'));
    path = join(folder, 'journal.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (values: readonly unknown[]): void => {
    const { journal } = JournalFile.open(path);
    for (const value of values) journal.append(value);
    journal.close();
  };

  it('gives back what was appended, over several openings', () => {
    write(VALUES.slice(0, 1));
    write(VALUES.slice(1));
    expect(readJournalFile(path)).toEqual(VALUES);
    expect(JournalFile.open(path).values).toEqual(VALUES);
  });

  it('loses nothing but the last line, wherever the file was cut', () => {
    write(VALUES);
    const whole = readFileSync(path);
    const complete = (length: number): number =>
      whole.subarray(0, length).filter((byte) => byte === 10).length;
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      expect(readJournalFile(path)).toEqual(VALUES.slice(0, complete(length)));
      write([{ unit: 'next' }]);
      expect(readJournalFile(path)).toEqual([...VALUES.slice(0, complete(length)), { unit: 'next' }]);
    }
  });

  it('drops a last line that is not JSON, and refuses one in the middle by its number', () => {
    write(VALUES);
    appendFileSync(path, '\0\0\0}\n');
    expect(readJournalFile(path)).toEqual(VALUES);
    appendFileSync(path, '{}\n');
    expect(() => readJournalFile(path)).toThrow(`${path}:4`);
    expect(() => JournalFile.open(path)).toThrow('damaged');
  });

  it('names a folder that it cannot write in', () => {
    expect(() => JournalFile.open(join(folder, 'none', 'journal.jsonl'))).toThrow('cannot be written');
    expect(() => readJournalFile(join(folder, 'none'))).toThrow('does not exist');
  });
});
