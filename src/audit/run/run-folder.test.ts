import {
  appendFileSync,
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
import { WriteError } from '../../formats/write-error.ts';
import { DEFAULT_AUDIT_OPTIONS } from '../subject/audit-options.ts';
import type { RunIdentity } from '../subject/run-identity.ts';
import { RunFolder } from './run-folder.ts';
import { RunMismatchError } from './run-mismatch-error.ts';

const IDENTITY: RunIdentity = {
  schema: 'refusal-lab/journal',
  version: 1,
  options: DEFAULT_AUDIT_OPTIONS,
  subject: {
    model: {
      name: 'm',
      architecture: 'a',
      layers: 2,
      hiddenSize: 4,
      vocabularySize: 8,
      weights: { 'model.safetensors': 'abc' },
      chatTemplateHash: 'def',
      systemPrompt: null,
    },
    prompts: { 'test/forbidden': { count: 2, hash: 'h', tokensHash: 't', ids: ['a', 'b'], groups: [0, 1] } },
    configHash: 'c',
    judge: 'exact',
    provenance: [],
    textsHash: 't',
    texts: 0,
    references: 0,
    questions: 0,
    suffixLength: 3,
  },
  passport: { package: '1', onnxruntime: '1', precision: 'float32', architecture: 'x64', processor: 'avx2' },
};
const FILES = new Map<string, string | Uint8Array>([
  ['results.json', '{}\n'],
  ['figures/a.svg', '<svg/>'],
  ['interventions/b.safetensors', Uint8Array.of(1, 2, 3)],
]);
const WHOLE = [
  'figures/a.svg',
  'interventions/b.safetensors',
  'journal.jsonl',
  'manifest.json',
  'results.json',
];

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
  const open = (force = false, identity = IDENTITY) => RunFolder.open(target(), identity, force);

  /** A run with `units` done; finished or as a kill leaves it. */
  function run(units: readonly string[], finish: boolean): void {
    const folder = open();
    folder.begin('{"first":true}\n');
    for (const unit of units) folder.append({ unit, value: unit.length });
    if (finish) folder.finish(FILES);
    folder.close();
  }

  it('changes nothing before it begins, and leaves nothing of a run without a unit', () => {
    const folder = open();
    expect(readdirSync(parent)).toEqual([]);
    folder.begin('{}\n');
    expect(filesIn(target())).toEqual(['journal.jsonl', 'lock', 'manifest.json']);
    folder.close();
    folder.close();
    expect(readdirSync(parent)).toEqual([]);
  });

  it('writes all files, in subfolders too, and frees itself', () => {
    run(['a'], true);
    expect(filesIn(target())).toEqual(WHOLE);
    expect([...readFileSync(join(target(), 'interventions/b.safetensors'))]).toEqual([1, 2, 3]);
  });

  it('goes on with the units of an unfinished run of the same identity', () => {
    run(['a', 'bc'], false);
    const folder = open();
    expect([...folder.finished]).toEqual([
      ['a', 1],
      ['bc', 2],
    ]);
    folder.begin('{}\n');
    folder.append({ unit: 'def', value: 3 });
    folder.close();
    expect([...open().finished.keys()]).toEqual(['a', 'bc', 'def']);
  });

  it('goes on after a kill in the middle of a line', () => {
    run(['a'], false);
    appendFileSync(join(target(), 'journal.jsonl'), '{"unit":"hal');
    expect([...open().finished.keys()]).toEqual(['a']);
  });

  it.each([
    ['options.seed: 1, now 2', { ...IDENTITY, options: { ...IDENTITY.options, seed: 2 } }],
    [
      'subject.model.weights.model.safetensors: "abc", now "xyz"',
      {
        ...IDENTITY,
        subject: {
          ...IDENTITY.subject,
          model: { ...IDENTITY.subject.model, weights: { 'model.safetensors': 'xyz' } },
        },
      },
    ],
    [
      'subject.prompts.test/forbidden.ids: other values',
      {
        ...IDENTITY,
        subject: {
          ...IDENTITY.subject,
          prompts: {
            'test/forbidden': { count: 2, hash: 'h', tokensHash: 't', ids: ['a', 'c'], groups: [0, 1] },
          },
        },
      },
    ],
    [
      'passport.processor: "avx2", now "avx512f"',
      { ...IDENTITY, passport: { ...IDENTITY.passport, processor: 'avx512f' } },
    ],
  ])('refuses to go on with another identity and names what differs: %s', (difference, identity) => {
    run(['a'], false);
    expect(() => open(false, identity)).toThrow(RunMismatchError);
    expect(() => open(false, identity)).toThrow(difference);
    expect(open(true, identity).finished.size).toBe(0);
    expect(filesIn(target())).toEqual(['journal.jsonl', 'manifest.json']);
  });

  it('refuses to replace a finished run without force, and names the way', () => {
    run(['a'], true);
    expect(() => open()).toThrow(WriteError);
    expect(() => open()).toThrow('`force`');
    expect(filesIn(target())).toEqual(WHOLE);
  });

  it('starts over with force, leaving no file of the old run once it has begun', () => {
    run(['a'], true);
    const folder = open(true);
    expect(filesIn(target())).toEqual(WHOLE);
    folder.begin('new');
    folder.append({ unit: 'z', value: 0 });
    folder.close();
    expect(filesIn(target())).toEqual(['journal.jsonl', 'manifest.json']);
    expect(readFileSync(join(target(), 'manifest.json'), 'utf8')).toBe('new');
    expect([...open().finished.keys()]).toEqual(['z']);
  });

  it('is one process’s at a time, and a dead one’s no longer', () => {
    run(['a'], false);
    writeFileSync(join(target(), 'lock'), String(process.ppid));
    expect(() => open().begin('{}')).toThrow(`process ${process.ppid}`);
    writeFileSync(join(target(), 'lock'), '999999999');
    const folder = open();
    folder.begin('{}');
    folder.close();
    expect(existsSync(join(target(), 'lock'))).toBe(false);
  });

  it('makes missing parents and takes an empty folder', () => {
    mkdirSync(target());
    run(['a'], true);
    const deep = RunFolder.open(join(parent, 'x', 'y', 'run'), IDENTITY, false);
    deep.begin('{}');
    deep.append({ unit: 'a', value: 1 });
    deep.close();
    expect(filesIn(parent)).toContain('x/y/run/manifest.json');
  });

  // Node's recursive mkdir never returns here.
  it.runIf(process.platform === 'linux')('says so where no folder can be made', () => {
    expect(() => RunFolder.open('/proc/no/run', IDENTITY, false)).toThrow(WriteError);
  });

  it.each([true, false])('never replaces a folder that no run wrote (force %s)', (force) => {
    mkdirSync(target());
    writeFileSync(join(target(), 'thesis.txt'), 'years of work');
    expect(() => open(force)).toThrow(WriteError);
    expect(() => open(force)).toThrow('is not a run folder');
    expect(filesIn(parent)).toEqual(['run/thesis.txt']);
  });

  it.each([true, false])('never replaces a file (force %s)', (force) => {
    writeFileSync(target(), 'a file');
    expect(() => open(force)).toThrow('is not a run folder');
    expect(readFileSync(target(), 'utf8')).toBe('a file');
  });

  it('says before any work where the parent cannot be written to', () => {
    writeFileSync(join(parent, 'file'), '');
    const below = join(parent, 'file', 'run');
    expect(() => RunFolder.open(below, IDENTITY, false)).toThrow(WriteError);
    expect(() => RunFolder.open(below, IDENTITY, false)).toThrow(`${below}: cannot be written`);
    expect(filesIn(parent)).toEqual(['file']);
  });
});
