import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownHolder } from '../../formats/lock-holder.ts';
import { WriteError } from '../../formats/write-error.ts';
import { lockRun } from './run-lock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const SOON = 200;
const leave = (holder: unknown) =>
  writeFileSync(path, typeof holder === 'string' ? holder : JSON.stringify(holder));
const elsewhere = { host: `not-${hostname()}`, process: process.pid, token: 'x', space: 'other', began: '1' };

/** Touches the lock as a living holder does, from a thread: taking a lock waits without letting events through. */
function beating(): Worker {
  const source = `const { utimesSync } = require('node:fs'); let i = 1;
    setInterval(() => utimesSync(${JSON.stringify(path)}, i, i++), 20);`;
  return new Worker(source, { eval: true });
}

describe('lockRun', () => {
  it('names host, process and token, and is free again', () => {
    const lock = lockRun(path, folder);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ host: hostname(), process: process.pid });
    expect(() => lock.check()).not.toThrow();
    expect(() => lockRun(path, folder)).toThrow(`process ${process.pid} on ${hostname()}`);
    expect(() => lockRun(path, folder)).toThrow(`remove ${path}`);
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is another’s even with this process’s own number, where it lives in another container', async () => {
    leave({ ...elsewhere, host: hostname() });
    const holder = beating();
    await new Promise((resolve) => holder.once('online', resolve));
    expect(() => lockRun(path, folder, 5_000)).toThrow(WriteError);
    await holder.terminate();
    expect(JSON.parse(readFileSync(path, 'utf8')).token).toBe('x');
  });

  it.each([
    ['of another machine', JSON.stringify(elsewhere)],
    ['of another container with this host’s name', JSON.stringify({ ...elsewhere, host: hostname() })],
    ['between its making and its writing', ''],
    ['that is not one', 'hello'],
  ])('takes a lock %s over when it shows no life', (_, text) => {
    leave(text);
    const began = performance.now();
    const lock = lockRun(path, folder, SOON);
    expect(performance.now() - began).toBeGreaterThan(SOON);
    expect(() => lock.check()).not.toThrow();
    lock.release();
  });

  it('does not believe the clock of who wrote it', () => {
    leave(elsewhere);
    const ahead = Date.now() / 1000 + 200_000;
    utimesSync(path, ahead, ahead);
    lockRun(path, folder, SOON).release();
    expect(existsSync(path)).toBe(false);
  });

  it('takes over at once what a process of this machine left, also where its number is in use again', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    for (const holder of [
      { ...ownHolder(), process: pid },
      { ...ownHolder(), began: '1' },
    ]) {
      leave(holder);
      lockRun(path, folder, 2 ** 30).release();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says how to get past an older version’s lock', () => {
    leave('1\n');
    expect(() => lockRun(path, folder)).toThrow(`remove ${path}`);
  });

  it('shows life, and notices that it was taken over', async () => {
    const lock = lockRun(path, folder, SOON);
    const before = statSync(path).mtimeMs;
    await new Promise((resolve) => setTimeout(resolve, SOON));
    expect(statSync(path).mtimeMs).toBeGreaterThan(before);
    leave(elsewhere);
    expect(() => lock.check()).toThrow('was taken over by another process');
    lock.release();
    expect(existsSync(path)).toBe(true);
  });
});
