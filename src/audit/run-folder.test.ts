import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WriteError } from '../formats/write-error.ts';
import { RunFolder } from './run-folder.ts';

const FILES = new Map<string, string | Uint8Array>([
  ['manifest.json', '{}\n'],
  ['figures/a.svg', '<svg/>'],
  ['interventions/b.safetensors', Uint8Array.of(1, 2, 3)],
]);

/** Paths of every file below, sorted. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe('RunFolder', () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'run-folder-'));
  });
  afterEach(() => rmSync(parent, { recursive: true }));
  const target = () => join(parent, 'run');

  it('writes all files, in subfolders too, and nothing beside them', () => {
    const folder = RunFolder.prepare(target(), false);
    expect(folder.path).toBe(target());
    folder.write(FILES);
    folder.discard();
    expect(readdirSync(parent)).toEqual(['run']);
    expect(filesIn(target())).toEqual([...FILES.keys()].sort());
    expect(readFileSync(join(target(), 'figures/a.svg'), 'utf8')).toBe('<svg/>');
    expect([...readFileSync(join(target(), 'interventions/b.safetensors'))]).toEqual([1, 2, 3]);
  });

  it('shows nothing at its path before it is written', () => {
    const folder = RunFolder.prepare(target(), false);
    expect(existsSync(target())).toBe(false);
    folder.discard();
  });

  it('leaves nothing of a run that failed', () => {
    const folder = RunFolder.prepare(target(), false);
    folder.discard();
    folder.discard();
    expect(readdirSync(parent)).toEqual([]);
  });

  it('makes missing parents', () => {
    const deep = join(parent, 'a', 'b', 'run');
    RunFolder.prepare(deep, false).write(FILES);
    expect(existsSync(join(deep, 'manifest.json'))).toBe(true);
  });

  // Node's recursive mkdir never returns here.
  it.runIf(process.platform === 'linux')('says so where no folder can be made', () => {
    expect(() => RunFolder.prepare('/proc/no/run', false)).toThrow(WriteError);
  });

  it('takes an empty folder without force', () => {
    mkdirSync(target());
    RunFolder.prepare(target(), false).write(FILES);
    expect(filesIn(target())).toEqual([...FILES.keys()].sort());
  });

  it('refuses to replace a run without force, and names the way', () => {
    RunFolder.prepare(target(), false).write(FILES);
    expect(() => RunFolder.prepare(target(), false)).toThrow(WriteError);
    expect(() => RunFolder.prepare(target(), false)).toThrow('--force');
    expect(readdirSync(parent)).toEqual(['run']);
  });

  it('replaces a run with force, leaving no file of the old one', () => {
    RunFolder.prepare(target(), false).write(new Map([...FILES, ['old.txt', 'old']]));
    const folder = RunFolder.prepare(target(), true);
    expect(existsSync(join(target(), 'old.txt'))).toBe(true);
    folder.write(new Map([['manifest.json', 'new']]));
    expect(filesIn(target())).toEqual(['manifest.json']);
    expect(readFileSync(join(target(), 'manifest.json'), 'utf8')).toBe('new');
    expect(readdirSync(parent)).toEqual(['run']);
  });

  it('keeps the old run where the new one fails', () => {
    RunFolder.prepare(target(), false).write(FILES);
    RunFolder.prepare(target(), true).discard();
    expect(filesIn(target())).toEqual([...FILES.keys()].sort());
    expect(readdirSync(parent)).toEqual(['run']);
  });

  it.each([true, false])('never replaces a folder that no run wrote (force %s)', (force) => {
    mkdirSync(target());
    writeFileSync(join(target(), 'thesis.txt'), 'years of work');
    expect(() => RunFolder.prepare(target(), force)).toThrow(WriteError);
    expect(() => RunFolder.prepare(target(), force)).toThrow('is no run folder');
    expect(filesIn(parent)).toEqual(['run/thesis.txt']);
  });

  it.each([true, false])('never replaces a file (force %s)', (force) => {
    writeFileSync(target(), 'a file');
    expect(() => RunFolder.prepare(target(), force)).toThrow('is no run folder');
    expect(readFileSync(target(), 'utf8')).toBe('a file');
  });

  it('says before any work where the parent cannot be written to', () => {
    writeFileSync(join(parent, 'file'), '');
    const below = join(parent, 'file', 'run');
    expect(() => RunFolder.prepare(below, false)).toThrow(WriteError);
    expect(() => RunFolder.prepare(below, false)).toThrow(`${below}: cannot be written`);
    expect(filesIn(parent)).toEqual(['file']);
  });
});
