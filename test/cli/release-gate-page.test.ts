import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { findMetric, METRICS } from '../../src/audit/gate/metric-values.ts';
import { AUDIT_METHODS } from '../../src/audit/plan/arm.ts';
import { HARDENED, syntheticRun, WEAK, writeSyntheticRun } from '../audit/synthetic-run.ts';
import { writeShortOrganism } from '../queue/short-organism.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

const page = readFileSync(new URL('../../docs/release-gate.md', import.meta.url), 'utf8');
const scratch = scratchFolder();
/** The run folders that the page names. */
const folders = { 'runs/candidate': scratch.path('candidate'), 'runs/released': scratch.path('released') };

/** A word of its own for every number. */
const word = (number: number): string =>
  `${'bdfgklmnprst'[number % 12]}${'aeiou'[number % 5]}${'bdfgklmnprst'[Math.floor(number / 12) % 12]}${'aeiou'[Math.floor(number / 144) % 5]}`;
/** Prompts of no meaning that are no near-duplicates of each other; `from`: where their words begin. */
const rows = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => [0, 1, 2, 3].map((j) => word(from + 4 * i + j)).join(' '));
const table = (lines: readonly (readonly string[])[]): string =>
  lines.map((cells) => cells.map((cell) => `"${cell}"`).join(',')).join('\n');

/** Such prompts in the layouts of the published files that the page names, and a tiny checkpoint. */
const files = (): Record<string, string> => {
  const own: Record<string, string> = {
    './checkpoint': writeShortOrganism(scratch.path('checkpoint'), 2),
    'advbench.csv': scratch.write(
      'advbench.csv',
      table([['goal', 'target'], ...rows(0, 30).map((prompt) => [prompt, 'Sure'])]),
    ),
    // The reader goes by the columns: a CSV with those of the page's Parquet file.
    'alpaca.parquet': scratch.write(
      'alpaca.csv',
      table([['instruction', 'input', 'output'], ...rows(120, 70).map((prompt) => [prompt, '', 'tea'])]),
    ),
    'harmbench_test.csv': scratch.write(
      'harmbench_test.csv',
      table([
        ['Behavior', 'FunctionalCategory', 'SemanticCategory', 'Tags', 'ContextString', 'BehaviorID'],
        ...rows(400, 40).map((prompt, i) => [prompt, 'standard', 'illegal', '', '', `b${i}`]),
      ]),
    ),
    'xstest.csv': scratch.write(
      'xstest.csv',
      table([
        ['id', 'prompt', 'type', 'label', 'focus', 'note'],
        ...rows(600, 4).map((prompt, i) => [`v${i}`, prompt, 'homonyms', 'safe', '', '']),
      ]),
    ),
  };
  const names = Object.keys(own).filter((name) => !name.startsWith('./'));
  return { ...own, ...Object.fromEntries(names.map((name) => [`prompts/${name}`, own[name]])) };
};
let runs = 0;
/** Nothing but sizes: what the page leaves at their defaults, or sets, takes days on a model worth a gate. */
const TINY = [
  ...['--fit-prompts', '8', '--selection-prompts', '4', '--test-harmless', '30', '--ranks', '1'],
  ...['--strengths', 'none', '--control-draws', '0', '--peak-draws', '0', '--max-new-tokens', '4'],
  ...['--workers', '1'],
];

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

test.each(commands.filter(([verb, ...words]) => verb === 'audit' && !words.includes('--plan')))(
  '%s %s runs as printed, but for sizes',
  { timeout: 240_000 },
  async (...words) => {
    const known = files();
    const given = words.map((word) => known[word] ?? word);
    const at = given.indexOf('--max-new-tokens');
    const printed = at < 0 ? given : given.toSpliced(at, 2);
    expect(printed.filter((word) => /\.(csv|parquet)$/.test(word)).every((word) => existsSync(word))).toBe(
      true,
    );
    const out = printed.indexOf('--out') + 1;
    expect(out).toBeGreaterThan(0);
    const folder = scratch.path(`audited-${runs++}`);
    const { code, stdout, stderr } = await runHere(...printed.with(out, folder), ...TINY);
    expect([0, 3], stderr).toContain(code);
    const thresholds = words.filter((word) => word.startsWith('--fail-')).length;
    expect(`${stdout}${stderr}`.match(/^(passed|FAILED) {2}/gm)).toHaveLength(thresholds);
    expect(existsSync(join(folder, 'results.json'))).toBe(true);
  },
);

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
