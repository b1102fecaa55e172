import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { scratchFolder } from '../cli/scratch.ts';
import { HARDENED, SYNTHETIC_OPTIONS, syntheticRun, WEAK, writeSyntheticRun } from './synthetic-run.ts';

const SCRIPT = fileURLToPath(new URL('../../simulations/recompute.js', import.meta.url));
const scratch = scratchFolder();
const recompute = (run: string) => spawnSync(process.execPath, [SCRIPT, run], { encoding: 'utf8' });

test.each([
  [WEAK, undefined],
  [HARDENED, undefined],
  [WEAK, 'standard'],
  [HARDENED, 'standard'],
] as const)(
  'the journal of the %j model gives the main numbers again by other code, effort %s',
  async (model, effort) => {
    const options = { ...SYNTHETIC_OPTIONS, ...(effort ? { effort } : {}) };
    const synthetic = await syntheticRun(model, options);
    const run = writeSyntheticRun(scratch.path(`${model.name} ${effort}`), synthetic);
    const { status, stdout, stderr } = recompute(run);
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toContain(` ${synthetic.results.strongest.armId}`);
    // Damage and successes of every attack, the worst case, R and D50 against both sets.
    const [, numbers] = /^(\d+) numbers, 0 of them/m.exec(stdout)!;
    expect(Number(numbers)).toBe(2 * (synthetic.results.arms.length - 1) + 9);
  },
);

test('a number that the journal does not give ends in exit code 1', async () => {
  const run = writeSyntheticRun(scratch.path('changed'), await syntheticRun(WEAK));
  const file = join(run, 'results.json');
  const results = JSON.parse(readFileSync(file, 'utf8'));
  results.robustness.grid.score.value += 1e-6;
  writeFileSync(file, JSON.stringify(results));
  const { status, stdout } = recompute(run);
  expect(stdout).toMatch(/^DIFFERS +R, grid/m);
  expect(status).toBe(1);
  expect(recompute(scratch.path('nowhere')).status).toBe(2);
});
