import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'refusal-lab-extending-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the program of docs/extending.md audits its method on the shipped model, at every layer', () => {
  const page = readFileSync(join(root, 'docs/extending.md'), 'utf8');
  const programs = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, text]) => text);
  expect(programs).toHaveLength(1);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/refusal-lab'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(join(folder, 'median-shift.js'), programs[0]);
  const output = execFileSync(process.execPath, ['median-shift.js', 'organism:aligned'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const arms = output
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  expect(arms.map(([id]) => id)).toEqual(Array.from({ length: 12 }, (_, layer) => `median-shift@${layer}`));
  for (const [, k, n, damage] of arms) {
    expect(Number(n)).toBe(8);
    expect(Number(k)).toBeGreaterThanOrEqual(0);
    expect(Number(k)).toBeLessThanOrEqual(8);
    expect(Number(damage)).toBeGreaterThanOrEqual(0);
  }
  // A shift between the classes breaks refusal somewhere in the upper half, as the mean shift does, and nowhere in the first layers.
  expect(Math.max(...arms.slice(6).map(([, k]) => Number(k)))).toBeGreaterThanOrEqual(4);
  expect(Math.max(...arms.slice(0, 3).map(([, k]) => Number(k)))).toBeLessThanOrEqual(2);
}, 600_000);
