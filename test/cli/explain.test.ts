import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { openRun } from '../../src/index.ts';
import { syntheticRun, WEAK, writeSyntheticRun } from '../audit/synthetic-run.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder();
const run = scratch.path('run');
beforeAll(async () => {
  writeSyntheticRun(run, await syntheticRun(WEAK));
});

it('lists every test prompt with its outcomes, those that change first', async () => {
  const { code, stdout } = await runHere('explain', run);
  expect(code).toBe(0);
  const { results, prompts } = await openRun(run);
  const chosen = results.chosen.find(({ method }) => method === 'pca-ot')!.armId;
  const strongest = results.strongest.armId!;
  const [summary, , heading, ...lines] = stdout.split('\n');
  const arms = [...new Set([chosen, strongest])];
  expect(heading.split(/\s{2,}/).slice(-arms.length - 1)).toEqual(['unattacked', ...arms]);
  const rows = lines.slice(0, prompts.length).map((line) => line.trim().split(/\s{2,}/));
  expect(rows.map(([, id]) => id).toSorted()).toEqual(prompts.map(({ id }) => id).toSorted());
  for (const [number, id, set, ...outcomes] of rows) {
    const prompt = prompts[Number(number) - 1];
    expect([id, set]).toEqual([prompt.id, prompt.set === 'forbidden' ? 'harmful' : prompt.set]);
    expect(outcomes).toEqual(['baseline', ...arms].map((arm) => prompt.outcomes[arm] ?? '–'));
  }
  const changes = rows.map(([, , , before, ...after]) =>
    after.some((each) => each !== before && each !== '–'),
  );
  expect(changes).toContain(true);
  expect(changes).toEqual(changes.toSorted((a, b) => Number(b) - Number(a)));
  expect(summary).toContain(`the outcome of ${changes.filter(Boolean).length} changes`);
});

it('gives the list as JSON', async () => {
  const { stdout } = await runHere('explain', run, '--json');
  const { arms, prompts } = JSON.parse(stdout);
  expect(arms[0]).toBe('baseline');
  expect(prompts[0]).toMatchObject({ changed: true, set: 'forbidden' });
});

it('answers an unknown id before the model is opened, in a line and a remedy', async () => {
  const [{ id }] = (await openRun(run)).prompts;
  const { code, stderr } = await runHere('explain', run, `${id}x`);
  expect(code).toBe(2);
  expect(stderr).toContain(`Did you mean ${id} or`);
  expect(stderr.length).toBeLessThan(200);
});

it('says of an unfinished run that it is not finished', async () => {
  const unfinished = writeSyntheticRun(scratch.path('unfinished'), await syntheticRun(WEAK), {
    finished: false,
  });
  const journal = join(unfinished, 'journal.jsonl');
  const lines = readFileSync(journal, 'utf8').split('\n');
  writeFileSync(journal, lines.filter((line) => !line.includes('"unit":"test ')).join('\n'));
  const { code, stderr } = await runHere('explain', unfinished);
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/is not finished/);
});
