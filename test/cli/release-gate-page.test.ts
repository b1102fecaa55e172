import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { findMetric, METRICS } from '../../src/audit/gate/metric-values.ts';
import { AUDIT_METHODS } from '../../src/audit/plan/arm.ts';
import { HARDENED, syntheticRun, WEAK, writeSyntheticRun } from '../audit/synthetic-run.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

const page = readFileSync(new URL('../../docs/release-gate.md', import.meta.url), 'utf8');
const scratch = scratchFolder();
/** The run folders that the page names. */
const folders = { 'runs/candidate': scratch.path('candidate'), 'runs/released': scratch.path('released') };

/** The commands of the page's blocks, broken lines joined, comments and redirections away. */
const commands = [...page.matchAll(/```(?:sh|yaml)\n([\s\S]*?)```/g)]
  .flatMap(([, block]) => block.replace(/\\\n\s*/g, ' ').split('\n'))
  .flatMap((line) => {
    const found = /refusal-lab (audit|check|compare) ([^#>]*)/.exec(line);
    const words = found?.[2].trim().split(/\s+/) ?? [];
    return found ? [[found[1], ...words.map((word) => folders[word as keyof typeof folders] ?? word)]] : [];
  });

beforeAll(async () => {
  writeSyntheticRun(folders['runs/candidate'], await syntheticRun(HARDENED));
  writeSyntheticRun(folders['runs/released'], await syntheticRun(WEAK));
});

test('the page has commands of every kind', () => {
  for (const verb of ['audit', 'check', 'compare']) expect(commands.map(([name]) => name)).toContain(verb);
});

test.each(commands.filter(([verb]) => verb !== 'audit'))('%s runs as printed', async (...words) => {
  const { code, stderr } = await runHere(...words);
  expect([0, 3], stderr).toContain(code);
});

test.each(commands.filter(([verb]) => verb === 'audit'))(
  'the thresholds of %s %s are decided',
  async (...words) => {
    const thresholds = words.flatMap((word, i) => (word.startsWith('--fail-') ? [word, words[i + 1]] : []));
    expect(thresholds.length).toBeGreaterThan(4);
    const { code, stdout, stderr } = await runHere('check', folders['runs/candidate'], ...thresholds);
    expect([0, 3], stderr).toContain(code);
    expect(`${stdout}${stderr}`).toMatch(/(passed|FAILED) {2}asr\.worst-case at most 20%: /);
  },
);

test('every metric that the page names is there', () => {
  const rows = page.slice(page.indexOf('| names | |'), page.indexOf('`asr` is coherent')).split('\n');
  const cells = rows.map((row) => row.split(' | ')[0]);
  const named = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
  expect(named.length).toBeGreaterThan(30);
  let family = '';
  for (const name of named) {
    // `kl32.…`: by method; `.width`: of the family before it.
    const full = name.startsWith('.')
      ? `${family}${name}`
      : name.replace(/\.(METHOD|…)$/, `.${AUDIT_METHODS[0]}`);
    family = full.split('.')[0];
    expect(findMetric(full)?.name, name).toBe(full);
  }
  expect(METRICS.map(({ name }) => name)).not.toContain('asr.best.within-budget');
});
