import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JournalFile, readJournalFile } from '../../src/formats/journal-file.ts';
import { SafetensorsStream } from '../../src/formats/safetensors-stream.ts';
import { WriteError } from '../../src/formats/write-error.ts';

/** Bytes that one call writes at most, and that the file system has room for in all. */
const disk = vi.hoisted(() => ({ most: Number.POSITIVE_INFINITY, room: Number.POSITIVE_INFINITY }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const writeSync = (
    descriptor: number,
    bytes: Uint8Array,
    from = 0,
    length = bytes.length - from,
  ): number => {
    const count = Math.min(length, disk.most, disk.room);
    if (count === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    disk.room -= count;
    return fs.writeSync(descriptor, bytes, from, count);
  };
  return { ...fs, writeSync };
});

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'short-writes-'));
  path = join(folder, 'file');
  Object.assign(disk, { most: Number.POSITIVE_INFINITY, room: Number.POSITIVE_INFINITY });
});
afterEach(() => rmSync(folder, { recursive: true }));

const LINE = { unit: 'größe', value: [1, 2, 3] };

describe('a file system that takes a few bytes at a time', () => {
  it('gets whole lines', () => {
    disk.most = 3;
    const { journal } = JournalFile.open(path);
    for (let i = 0; i < 3; i++) journal.append(LINE);
    journal.close();
    expect(readJournalFile(path)).toEqual([LINE, LINE, LINE]);
  });

  it('gets whole tensors', () => {
    disk.most = 5;
    const stream = new SafetensorsStream(path, [{ name: 'x', dtype: 'F32', shape: [3] }], {});
    stream.write(new Float32Array([1, 2, 3]));
    stream.finish();
    stream.close();
    const bytes = readFileSync(path);
    expect([...new Float32Array(Uint8Array.from(bytes.subarray(-12)).buffer)]).toEqual([1, 2, 3]);
  });
});

it('a file system that is full for a moment loses the line that it refused, and no other', () => {
  const { journal } = JournalFile.open(path);
  journal.append(LINE);
  disk.room = 7;
  expect(() => journal.append({ unit: 'lost' })).toThrow(WriteError);
  expect(() => journal.append({ unit: 'lost too' })).toThrow('no space left on device');
  expect(readJournalFile(path)).toEqual([LINE]);
  disk.room = Number.POSITIVE_INFINITY;
  journal.append({ unit: 'next' });
  journal.close();
  expect(readJournalFile(path)).toEqual([LINE, { unit: 'next' }]);
  expect(readFileSync(path, 'utf8').endsWith('{"unit":"next"}\n')).toBe(true);
});
