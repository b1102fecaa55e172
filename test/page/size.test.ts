import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openComparedRun } from '../../src/audit/compare/compared-run.ts';
import { pageEvidence } from '../../src/audit/run/page-evidence.ts';
import { DEFAULT_AUDIT_OPTIONS } from '../../src/audit/subject/audit-options.ts';
import { runPage } from '../../src/report/files/run-page.ts';
import { RandomStream } from '../../src/statistics/random-stream.ts';
import { syntheticRun, WEAK, writeSyntheticRun } from '../audit/synthetic-run.ts';

const MOST_BYTES = 400_000;
/** Of the shipped model. */
const LAYERS = 12;

const folder = mkdtempSync(join(tmpdir(), 'refusal-lab-size-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As many points in the plane as an audit has fit prompts of a class. */
const cloud = (random: RandomStream): [number, number][] =>
  Array.from({ length: DEFAULT_AUDIT_OPTIONS.fitPrompts }, () => [
    1000 * random.uniform() - 500,
    1000 * random.uniform() - 500,
  ]);

test('the page of an audit with the default options, every arm, prompt and cloud of it, has 400 KB at most', async () => {
  const run = writeSyntheticRun(
    join(folder, 'run'),
    await syntheticRun({ ...WEAK, layers: LAYERS }, DEFAULT_AUDIT_OPTIONS),
  );
  const { identity, results, ...outcome } = await openComparedRun(run);
  const evidence = pageEvidence(identity.subject, outcome);
  const random = new RandomStream(1, 'clouds');
  const scatters = Array.from({ length: LAYERS }, (_, layer) => ({
    ...results.scatter,
    layer,
    forbidden: cloud(random),
    harmless: cloud(random),
    transported: cloud(random),
  }));
  // That it is an audit of full size.
  expect(results.arms.length).toBeGreaterThan(130);
  for (const { ids, outcomes } of evidence.prompts)
    expect(Object.values(outcomes).every((letters) => letters.length === ids.length)).toBe(true);
  expect(evidence.prompts.map(({ ids }) => ids.length)).toEqual([
    DEFAULT_AUDIT_OPTIONS.testForbidden,
    DEFAULT_AUDIT_OPTIONS.testHarmless,
    DEFAULT_AUDIT_OPTIONS.testBorderline,
  ]);
  const bytes = Buffer.byteLength(runPage(results, { ...evidence, scatters }));
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
  // The data are in it: without them it has less than half of that.
  expect(bytes).toBeGreaterThan(MOST_BYTES / 2);
});
