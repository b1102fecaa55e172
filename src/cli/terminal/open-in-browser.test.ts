import type { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { mayOpen } from './may-open.ts';
import { openInBrowser } from './open-in-browser.ts';

it.each([
  ['linux', 'xdg-open'],
  ['darwin', 'open'],
  ['win32', 'explorer'],
] as const)('on %s asks %s, without a shell, and is silent where that is missing', (platform, opener) => {
  const child = Object.assign(new EventEmitter(), { unref: () => {} });
  const started: unknown[][] = [];
  const start = ((...words: unknown[]) => {
    started.push(words);
    return child;
  }) as unknown as typeof spawn;
  openInBrowser('file:///runs/a%26b/report.html', start, platform);
  expect(started).toEqual([
    [opener, ['file:///runs/a%26b/report.html'], { detached: true, stdio: 'ignore' }],
  ]);
  // Without a listener this would throw.
  expect(child.emit('error', new Error('ENOENT'))).toBe(true);
});

it('opens where it was asked for and somebody looks', () => {
  expect(mayOpen(true, { tty: true, env: {} })).toBe(true);
  expect(mayOpen(true, { tty: true, env: { CI: 'true' } })).toBe(false);
  expect(mayOpen(true, { tty: false, env: {} })).toBe(false);
  expect(mayOpen(false, { tty: true, env: {} })).toBe(false);
  expect(mayOpen(undefined, { tty: true, env: {} })).toBe(false);
});
