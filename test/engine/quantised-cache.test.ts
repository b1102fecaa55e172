import { execFile } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { prepareQuantisedWeights } from '../../src/checkpoint/precision/prepare-quantised-weights.ts';
import { goldenFolder } from './goldens.ts';

const DIST = new URL('../../dist/', import.meta.url).href;
const run = promisify(execFile);

describe('the cache of quantised weights', () => {
  let root: string;
  let model: string;
  let cache: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'quantised-cache-'));
    model = join(root, 'model');
    cache = join(root, 'cache');
    cpSync(goldenFolder('qwen25'), model, { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const prepare = (precision: 'int8' | 'int4' = 'int8', options = {}) =>
    prepareQuantisedWeights(loadCheckpoint(model), precision, { cache, ...options });
  /** Entries, finished or not. */
  const entries = () => readdirSync(cache).filter((name) => !name.endsWith('.json'));
  const shard = () => join(model, readdirSync(model).find((name) => /^model.*safetensors$/.test(name))!);

  it('is filled once: the same file, untouched, for the same source and scheme', async () => {
    const file = await prepare();
    const before = statSync(file, { bigint: true });
    expect(await prepare()).toBe(file);
    expect(statSync(file, { bigint: true }).mtimeNs).toBe(before.mtimeNs);
    expect(entries()).toEqual([basename(dirname(file))]);
    const bytes = readFileSync(file);
    const elsewhere = await prepare('int8', { cache: join(root, 'other') });
    expect(readFileSync(elsewhere).equals(bytes)).toBe(true);
    expect(basename(dirname(elsewhere))).toBe(basename(dirname(file)));
    expect(await prepare('int4')).not.toBe(file);
  });

  it('has another entry for another source', async () => {
    const file = await prepare();
    const descriptor = openSync(shard(), 'r+');
    writeSync(descriptor, Uint8Array.of(1), 0, 1, statSync(shard()).size - 2);
    closeSync(descriptor);
    const other = await prepare();
    expect(other).not.toBe(file);
    expect(readFileSync(other).equals(readFileSync(file))).toBe(false);
  });

  it('makes a damaged entry again, and says so', async () => {
    const file = await prepare();
    const whole = readFileSync(file);
    const notes: string[] = [];
    const onNote = (note: string) => notes.push(note);
    const flipped = Uint8Array.from(whole);
    flipped[flipped.length - 1] ^= 1;
    writeFileSync(file, flipped);
    expect(await prepare('int8', { onNote })).toBe(file);
    expect(readFileSync(file).equals(whole)).toBe(true);
    appendFileSync(file, 'x');
    await prepare('int8', { onNote });
    expect(readFileSync(file).equals(whole)).toBe(true);
    expect(notes).toHaveLength(2);
    expect(notes[0]).toContain('damaged');
  });

  it('keeps nothing of what was aborted', async () => {
    const controller = new AbortController();
    const aborted = prepare('int8', {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(aborted).rejects.toThrow('enough');
    expect(entries()).toEqual([]);
  });

  it('refuses a weight that is not finite, and keeps nothing', async () => {
    const { tensors } = loadCheckpoint(model);
    const { file, offset } = tensors.get('model.layers.1.mlp.up_proj.weight')!;
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, Uint8Array.of(0xc0, 0x7f), 0, 2, offset + 10);
    closeSync(descriptor);
    await expect(prepare()).rejects.toThrow('tensor "model.layers.1.mlp.up_proj.weight": holds a value');
    expect(entries()).toEqual([]);
  });

  const script = (onProgress: string) => `
    const { loadCheckpoint } = await import('${DIST}checkpoint/checkpoint.js');
    const { prepareQuantisedWeights } = await import('${DIST}checkpoint/precision/prepare-quantised-weights.js');
    const file = await prepareQuantisedWeights(loadCheckpoint(process.argv[1]), 'int8', {
      cache: process.argv[2], onProgress: ${onProgress},
    });
    console.log(file);`;
  const child = (onProgress: string) =>
    run(process.execPath, ['--input-type=module', '--eval', script(onProgress), model, cache]);

  it('takes no half entry from a process that was killed, and clears it away', async () => {
    await expect(
      child('(done, total) => { if (done > total / 2) process.kill(process.pid, "SIGKILL"); }'),
    ).rejects.toMatchObject({ signal: 'SIGKILL' });
    expect(entries().some((name) => name.includes('.partial-'))).toBe(true);
    const file = await prepare();
    expect(entries()).toEqual([basename(dirname(file))]);
  });

  it('serves processes that ask at once', async () => {
    const files = await Promise.all([1, 2, 3].map(() => child('() => {}')));
    expect(new Set(files.map(({ stdout }) => stdout.trim()))).toEqual(new Set([await prepare()]));
    expect(entries()).toHaveLength(1);
  });
});
