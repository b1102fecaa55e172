import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const clone = mkdtempSync(join(tmpdir(), 'refusal-lab-unbuilt-'));
afterAll(() => rmSync(clone, { recursive: true, force: true }));

it('an audit whose page is not built ends before it begins, with the remedy and nothing written', () => {
  for (const part of ['bin', 'package.json'])
    cpSync(join(ROOT, part), join(clone, part), { recursive: true });
  // Everything that is built but the two pages.
  mkdirSync(join(clone, 'dist'));
  cpSync(join(ROOT, 'dist'), join(clone, 'dist'), {
    recursive: true,
    filter: (path) => path !== join(ROOT, 'dist/page') && path !== join(ROOT, 'dist/lab-page'),
  });
  for (const part of ['node_modules', 'organism']) symlinkSync(join(ROOT, part), join(clone, part));
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [join(clone, 'bin/refusal-lab.js'), 'audit', 'organism:aligned', '--out', join(clone, 'run')],
    { encoding: 'utf8' },
  );
  expect(stderr).toMatch(/^error: the page of reports is not built/);
  expect(stderr).toContain('npm run build');
  expect([status, stdout, existsSync(join(clone, 'run'))]).toEqual([1, '', false]);
});
