import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatPageEstimate } from '../../pages/report/src/text/format-page-estimate.ts';
import { formatPageRate } from '../../pages/report/src/text/format-page-rate.ts';
import { decideThresholds } from '../../src/audit/gate/decide-thresholds.ts';
import { findMetric, metricValue } from '../../src/audit/gate/metric-values.ts';
import { formatDecisions } from '../../src/cli/commands/check/format-decisions.ts';
import { formatReading } from '../../src/cli/commands/check/format-metrics.ts';
import { parseDelimitedText } from '../../src/formats/delimited-text.ts';
import { damageFigure } from '../../src/report/figures/damage-figure.ts';
import { runPage } from '../../src/report/files/run-page.ts';
import { markdownReport } from '../../src/report/markdown/markdown-report.ts';
import { reportPageData } from '../../src/report/page/report-page-data.ts';
import { armsCsv } from '../../src/report/tables/arms-csv.ts';
import { armsTex } from '../../src/report/tables/arms-tex.ts';
import { formatExplanation } from '../../src/report/terminal/format-explanation.ts';
import { terminalTable } from '../../src/report/terminal/terminal-table.ts';
import type { ArmResult, Results } from '../../src/results/results.ts';
import { rateOf } from '../../src/statistics/rate.ts';
import { scratchFolder } from '../cli/scratch.ts';
import { fullResultsFixture } from '../report/full-results-fixture.ts';
import { NO_BROWSER, openBrowser, type TestBrowser } from './browser.ts';
import { evidenceFixture } from './evidence-fixture.ts';

/** What every writer says of an arm: k of n, per cent, its interval; damage in nats per token. */
const CASES = [
  {
    id: 'pca-ot@7/k1',
    ...{ k: 199, n: 200, percent: '99.5', interval: '97–99.91', damage: 0.004, shown: '0.0040' },
  },
  {
    id: 'mean-shift@7/k1',
    ...{ k: 1, n: 200, percent: '0.5', interval: '0.09–3', damage: 0.0004, shown: '4.0e-4' },
  },
  { id: 'act-add@6', k: 0, n: 200, percent: '0', interval: '0–2', damage: 0, shown: '0' },
  { id: 'ace@7', k: 200, n: 200, percent: '100', interval: '98–100', damage: 0.0996, shown: '0.10' },
  { id: 'rfa@8', k: 1, n: 3, percent: '33', interval: '6–79', damage: 0.05, shown: '0.050' },
] as const;
const TINY = { difference: -0.0004, interval: [-0.06, 0.0013] as const, shown: '−0.04', range: '−6 to +0.1' };
const SMALLEST_P = 3.3e-52;

const results = extremeResults();
const FIGURES = {
  ...{ localisation: 'a.svg', scatter: 'b.svg', damage: 'c.svg', robustness: 'd.svg' },
  ...{ doseResponse: 'e.svg', geometry: 'f.svg' },
};
const markdown = markdownReport(results, FIGURES);
const terminal = terminalTable(results);
const tex = armsTex(results);
const page = reportPageData(results);

/** The full fixture with the rates and damages of {@link CASES}, a difference that is nearly none and a p that is nearly none. */
function extremeResults(): Results {
  const base = fullResultsFixture();
  const arms = base.arms.map((arm): ArmResult => {
    const found = CASES.find(({ id }) => id === arm.id);
    if (!found) return arm;
    const rate = rateOf(found.k, found.n);
    const set = {
      ...{ exact: rate, near: rate, refusal: rate, degenerate: rate },
      outcomes: { complied: found.k, refused: 0, degenerate: 0, 'cut-off': 0, deflected: found.n - found.k },
    };
    const kl32 = { value: found.damage, n: 96, interval: null };
    return { ...arm, test: { ...arm.test, forbidden: set, harmless: set, borderline: set, kl32 } };
  });
  const comparisons = base.comparisons.map((each, i) =>
    i === 0 ? { ...each, ...TINY, p: SMALLEST_P, adjustedP: SMALLEST_P } : each,
  );
  return { ...base, arms, comparisons };
}

const row = (text: string, id: string): string =>
  text
    .split('## Chosen arms')[1]
    .split('\n')
    .find((line) => line.startsWith(`| \`${id}\``))!;

describe.each(CASES)('$k of $n', ({ id, k, n, percent, interval, damage, shown }) => {
  const full = `${k}/${n}, ${percent}% [${interval}%]`;
  const short = `${k}/${n} [${interval}%]`;
  const arm = results.arms.find((each) => each.id === id)!;

  test('reads the same in report.md', () => {
    const cells = row(markdown, id)
      .split('|')
      .map((cell) => cell.trim());
    // exact, coherent, near, refusal, degenerate; harmless, borderline.
    expect([...cells.slice(3, 8), ...cells.slice(12, 14)]).toEqual(Array(7).fill(full));
    expect(cells[8]).toBe(shown);
    const all = markdown.split('## All arms')[1].split('\n');
    const short2 = all.find((line) => line.startsWith(`| \`${id}\``))!.split('|');
    expect(short2.slice(4, 7).map((cell) => cell.trim())).toEqual(Array(3).fill(`${percent}%`));
  });

  test('reads the same in the terminal', () => {
    const cells = terminal
      .split('\n')
      .find((line) => line.startsWith(`${id} `))!
      .split(/ {2,}/);
    const share = `${percent}%`;
    expect(cells.slice(1, 6)).toEqual([share, short, share, shown, share]);
    expect(cells[7]).toBe(share);
  });

  test('reads the same in LaTeX, and in full in CSV', () => {
    const cells = tex
      .split('\n')
      .find((line) => line.trim().startsWith(`${id} `))!
      .split(' & ');
    expect(cells[1]).toBe(`${percent} [${interval.replace('–', '--')}]`);
    expect(cells[3]).toBe(shown);
    const { columns, records } = parseDelimitedText(armsCsv(results), 'arms.csv');
    const own = records.find(({ cells }) => cells[0] === id)!;
    const cell = (name: string) => Number(own.cells[columns.indexOf(name)]);
    expect([cell('asr_coherent_k'), cell('asr_coherent_n'), cell('asr_coherent')]).toEqual([k, n, k / n]);
    expect(cell('asr_coherent_high')).toBe(arm.test.forbidden.exact.interval![1]);
    expect(cell('kl32')).toBe(damage);
  });

  test('reads the same from the data of the page', () => {
    const own = page.arms.find((each) => each.id === id)!;
    expect(formatPageRate(own.success)).toBe(full);
    expect(formatPageRate(own.refusal)).toBe(full);
    expect(formatPageEstimate(own.damage)).toBe(shown);
  });

  test('reads the same in a gate and in a figure', async () => {
    const method = arm.method;
    const measured = metricValue(findMetric(`asr.${method}`)!, results);
    expect(formatReading(measured)).toBe(`${percent}% [${interval}%], n = ${n}, ${id}`);
    const limit = { metric: `kl32.${method}`, side: 'above', limit: 0.1 } as const;
    expect(formatDecisions(decideThresholds(results, [limit]))).toContain(`at most 0.1: ${shown}, n = 96`);
    expect(await damageFigure(results)).toContain(`${id}: success ${full}, damage ${shown}`);
  });

  test('its damage reads the same in explain', () => {
    const trajectory = {
      ...{ armId: id, tokens: [1], pieces: ['a'], finish: 'stop' as const, flipsAt: null },
      divergence: [damage],
    };
    expect(
      formatExplanation(
        { id: 'x', set: 'forbidden', tokens: 1, outcomes: [], trajectories: [trajectory] },
        null,
      ),
    ).toContain(`total KL ${shown}, maximum ${shown} at step 0`);
  });
});

test('a difference that is nearly none, and a p that is nearly none, read the same everywhere', () => {
  const [{ armId, rivalId, onlyFirst, onlySecond, n }] = results.comparisons;
  expect(markdown).toContain(
    `(difference ${TINY.shown} points [${TINY.range}]; ${onlyFirst} against ${onlySecond} of ${n} prompts`,
  );
  expect(markdown).toContain('p < .001, Holm-adjusted');
  const claim = {
    number: 1,
    claim: 'c',
    conclusion: 'inconclusive',
    decidedBy: 'exact McNemar test',
    because: [
      `${armId} against ${rivalId}: −0 points (95% interval −6 to +0, n = 128, adjusted p = 3.3e-52: inconclusive)`,
    ],
  } as const;
  const said = `${armId} against ${rivalId}: ${TINY.shown} points [${TINY.range}] (n = 128, adjusted p < .001: inconclusive)`;
  const judged = { ...results, claims: [claim] };
  expect(reportPageData(judged).claims[0].because).toEqual([said]);
  expect(markdownReport(judged, FIGURES)).toContain(said.replace('<', '&lt;'));
});

test('no text has a hyphen for a minus, a p in powers of ten, or a share that was rounded to all or nothing', () => {
  const prose = [markdown, terminal, ...page.headline, ...page.localisation, ...page.limits];
  for (const { because } of page.claims) prose.push(...because);
  for (const { value, interval, note } of page.keyFigures) prose.push(value, interval, note);
  for (const text of prose) {
    // Positions of tokens are counted from the end as programs count them.
    expect(text.replace(/position -\d|\| -\d+ \|/g, '')).not.toMatch(/(^|[\s[(])-\d/);
    expect(text).not.toMatch(/\bp\b[^|.]{0,3} [\d.]+e-\d/);
    expect(text).not.toMatch(/[−+]0(\.0+)?(?![\d.])/);
    expect(text).not.toContain('95% interval');
  }
});

describe.skipIf(NO_BROWSER)(`on the page itself${NO_BROWSER ? `: skipped, ${NO_BROWSER}` : ''}`, () => {
  const scratch = scratchFolder();
  let browser: TestBrowser;
  let shown: Page;
  beforeAll(async () => {
    const file = scratch.path('report.html');
    writeFileSync(file, runPage(results, evidenceFixture(results)));
    browser = await openBrowser();
    shown = await browser.open(pathToFileURL(file).href);
  });
  afterAll(() => browser?.close());

  test.each(CASES)(
    '$id has the numbers of the other outputs',
    async ({ id, k, n, percent, interval, shown: damage }) => {
      const rows = shown.locator('section.arms tbody tr');
      const names = await rows.locator('th button').allTextContents();
      const cells = await rows.nth(names.indexOf(id)).locator('td').allTextContents();
      const rate = `${k}/${n} ${percent}% [${interval}%]`;
      // The strip stands before the rate; damage on refused prompts and the share of the three largest after the damage.
      expect([...cells.slice(2, 4), ...cells.slice(6, 9)].map((cell) => cell.trim())).toEqual([
        rate,
        damage,
        rate,
        rate,
        rate,
      ]);
    },
  );
});
