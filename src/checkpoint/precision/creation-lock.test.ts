import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CreationLock } from './creation-lock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'creation-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('takes over a lock from the future that another host left', async () => {
  writeFileSync(path, JSON.stringify({ host: `not-${hostname()}`, process: 1, token: 'x' }));
  const ahead = Date.now() / 1000 + 2 * 86_400;
  utimesSync(path, ahead, ahead);
  let waits = 0;
  const lock = await CreationLock.take(path, { staleAfter: 50, onWait: () => waits++ });
  expect(waits).toBe(1);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ process: process.pid });
  lock.release();
  expect(existsSync(path)).toBe(false);
});

it('waits while another host shows life, and leaves a lock that is not its own', async () => {
  writeFileSync(path, JSON.stringify({ host: `not-${hostname()}`, process: 1, token: 'x' }));
  let time = 1;
  const beat = setInterval(() => utimesSync(path, time, time++), 20);
  const controller = new AbortController();
  const waiting = CreationLock.take(path, { staleAfter: 200, signal: controller.signal });
  setTimeout(() => controller.abort(new Error('enough')), 600);
  await expect(waiting).rejects.toThrow('enough');
  clearInterval(beat);
  rmSync(path);
  const lock = await CreationLock.take(path);
  writeFileSync(path, JSON.stringify({ host: 'h', process: 1, token: 'y' }));
  lock.release();
  expect(existsSync(path)).toBe(true);
});
