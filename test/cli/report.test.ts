import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readResults } from '../../src/audit/compare/read-results.ts';
import { performCompare } from '../../src/cli/commands/compare/perform-compare.ts';
import { performReport } from '../../src/cli/commands/report/perform-report.ts';
import { RUN_COLOURS } from '../../src/report/figures/comparison-figure.ts';
import { unpackPage } from '../../src/report/page/pack-page.ts';
import { HARDENED, syntheticRun, WEAK, writeSyntheticRun } from '../audit/synthetic-run.ts';
import { parseSvg } from '../report/parse-svg.ts';

const folder = mkdtempSync(join(tmpdir(), 'refusal-lab-report-'));
const run = join(folder, 'weak');
const other = join(folder, 'hardened');
beforeAll(async () => {
  writeSyntheticRun(run, await syntheticRun(WEAK));
  writeSyntheticRun(other, await syntheticRun(HARDENED));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The data of a page, read as the page reads them. */
function dataOf(file: string) {
  const [, json] = /<script type="application\/json" id="page-data">(.*?)<\/script>/s.exec(
    readFileSync(file, 'utf8'),
  )!;
  return unpackPage(JSON.parse(json));
}

test('makes what is asked for of a finished run, with outcomes prompt by prompt from its journal', async () => {
  const out = join(folder, 'made');
  await performReport({ run, format: ['html', 'png', 'tex'], out, force: false });
  const results = readResults(run);
  const page = dataOf(join(out, 'report.html'));
  if (page.kind !== 'report') throw new Error('no report');
  const forbidden = page.prompts.find(({ set }) => set === 'forbidden')!;
  // Flips are of arms that are measured in full.
  for (const { id, test: measured } of results.arms.filter(({ role }) => role !== 'strength'))
    expect(forbidden.outcomes[id].split('c').length - 1, id).toBe(measured.forbidden.outcomes.complied ?? 0);
  for (const name of readdirSync(join(out, 'figures'))) {
    expect(name).toMatch(/\.png$/);
    expect(
      readFileSync(join(out, 'figures', name))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  }
  const tex = readFileSync(join(out, 'tables', 'arms.tex'), 'utf8');
  expect(tex).toContain('\\toprule');
  for (const { armId } of results.chosen) expect(tex).toContain(armId);
  expect(existsSync(join(out, 'report.md'))).toBe(false);
  expect(existsSync(join(out, 'results.json'))).toBe(false);
});

test('overwrites nothing unasked, and writes nothing then', async () => {
  const out = join(folder, 'again');
  await performReport({ run, format: ['tex'], out, force: false });
  await expect(performReport({ run, format: ['html', 'tex'], out, force: false })).rejects.toThrow(
    'exists already',
  );
  expect(existsSync(join(out, 'report.html'))).toBe(false);
  await performReport({ run, format: ['html', 'tex'], out, force: true });
  expect(existsSync(join(out, 'report.html'))).toBe(true);
});

test('of a run whose journal lacks units is made of the results alone', async () => {
  const old = join(folder, 'old');
  writeSyntheticRun(old, await syntheticRun(WEAK));
  const journal = join(old, 'journal.jsonl');
  const lines = readFileSync(journal, 'utf8').split('\n');
  writeFileSync(journal, lines.filter((line) => !line.includes('"unit":"test ')).join('\n'));
  await performReport({ run: old, format: ['html'], force: false });
  const page = dataOf(join(old, 'report.html'));
  expect(page).toMatchObject({ kind: 'report', prompts: [] });
});

test('compare --html makes a page whose differences are those of the comparison', async () => {
  const file = join(folder, 'comparison.html');
  await performCompare({ runs: [run, other], json: false, html: true, out: file, force: false });
  const page = dataOf(file);
  if (page.kind !== 'comparison') throw new Error('no comparison');
  await performCompare({ runs: [run, other], json: true, html: false, out: `${file}.json`, force: false });
  const comparison = JSON.parse(readFileSync(`${file}.json`, 'utf8'));
  expect(page.likeForLike).toBe(comparison.likeForLike);
  const [{ rows }] = page.families;
  expect(rows[0].difference).toBeCloseTo(comparison.robustness[0].difference.score.value, 3);
  expect(rows[0].interval[0]).toBeCloseTo(comparison.robustness[0].difference.score.interval[0], 3);
  // Both curves of every method, with their bands, and the depths of the paper.
  expect(page.curves.map(({ label }) => label)).toEqual(
    comparison.curves.map(({ label }: { label: string }) => label),
  );
  const results = [run, other].map(readResults);
  for (const { a, b } of page.curves)
    for (const [i, points] of [a, b].entries()) {
      expect(points.length).toBeGreaterThan(2);
      for (const { id, depth, success } of points) {
        const arm = results[i].arms.find((each) => each.id === id)!;
        expect(depth).toBe(arm.depth);
        expect(success.slice(0, 2)).toEqual([
          arm.test.forbidden.outcomes.complied ?? 0,
          arm.test.forbidden.exact.n,
        ]);
      }
    }
  await expect(
    performCompare({ runs: [run, other], json: true, html: true, out: '-', force: false }),
  ).rejects.toThrow('exclude each other');
});

test('compare --svg draws both curves with their bands on one axis', async () => {
  const file = join(folder, 'comparison.svg');
  await performCompare({ runs: [run, other], json: false, html: false, svg: true, out: file, force: false });
  const svg = readFileSync(file, 'utf8');
  const document = parseSvg(svg);
  for (const side of ['A', 'B'] as const) {
    const colour = RUN_COLOURS[side];
    const drawn = [...document.querySelectorAll('g')].filter((group) =>
      ['fill', 'stroke'].some((name) => group.getAttribute(name) === colour),
    );
    expect(drawn.map((group) => group.getAttribute('aria-label'))).toEqual(['area', 'line', 'dot']);
    for (const group of drawn.slice(0, 2))
      expect(group.querySelector('path')!.getAttribute('d')!.length).toBeGreaterThan(20);
    expect(drawn[2].children.length).toBeGreaterThan(2);
    expect(svg).toContain(`${side}: `);
  }
  const axes = (name: string) => svg.split(`aria-label="${name}-axis tick label"`).length - 1;
  expect([axes('x'), axes('y')]).toEqual([1, 1]);
  await performCompare({ runs: [run, other], json: false, html: false, svg: true, out: file, force: true });
  expect(readFileSync(file, 'utf8')).toBe(svg);
});
