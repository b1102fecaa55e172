import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { withProcessLock } from './process-lock.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(folder, 'locks', 'one.lock');
  return () => rmSync(folder, { recursive: true });
});

const leave = async (holder: unknown) => {
  await withProcessLock(path, {}, async () => {});
  writeFileSync(path, typeof holder === 'string' ? holder : JSON.stringify(holder));
};

describe('withProcessLock', () => {
  it('lets one work after the other, and tells who waits', async () => {
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      events.push(`${name} ends`);
      return name;
    };
    const lock = (name: string) =>
      withProcessLock(path, { onWait: () => events.push(`${name} waits`) }, work(name));
    expect(await Promise.all([lock('a'), lock('b')])).toEqual(['a', 'b']);
    expect(events).toEqual(['a begins', 'b waits', 'a ends', 'b begins', 'b ends']);
    expect(readdirSync(join(folder, 'locks'))).toEqual([]);
  });

  it('is free again after a failure', async () => {
    const failing = withProcessLock(path, {}, async () => {
      throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
    expect(existsSync(path)).toBe(false);
  });

  it('takes over at once what a process of this machine left that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await leave({ host: hostname(), process: pid, token: 'x' });
    expect(await withProcessLock(path, { staleAfter: 2 ** 30 }, async () => 'done')).toBe('done');
  });

  it.each([
    ['a process of another machine', { host: `not-${hostname()}`, process: 1, token: 'x' }],
    ['a process that was killed while it wrote the lock', '{"host'],
  ])('takes over what %s left when it shows no life', async (_, holder) => {
    await leave(holder);
    expect(
      await withProcessLock(path, { staleAfter: 1 }, async () => readdirSync(join(folder, 'locks'))),
    ).toEqual(['one.lock']);
  });

  it('does not take over what lives; waiting can be aborted', async () => {
    await leave({ host: hostname(), process: process.pid, token: 'x' });
    const controller = new AbortController();
    const waiting = withProcessLock(
      path,
      { signal: controller.signal, onWait: () => controller.abort(new Error('enough')) },
      async () => 'never',
    );
    await expect(waiting).rejects.toThrow('enough');
    expect(existsSync(path)).toBe(true);
  });
});
