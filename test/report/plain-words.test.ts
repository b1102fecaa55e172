import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { armCounts, armsMeasured } from '../../src/report/arm-counts.ts';
import { markdownReport } from '../../src/report/markdown/markdown-report.ts';
import { reportPageData } from '../../src/report/page/report-page-data.ts';
import { geometryCsv } from '../../src/report/tables/geometry-csv.ts';
import { terminalTable } from '../../src/report/terminal/terminal-table.ts';
import { fullResultsFixture } from './full-results-fixture.ts';
import { resultsFixture, stagedResults } from './results-fixture.ts';

/** Sentences that readers stumbled over, by the part that nobody would write otherwise. */
const GONE = [
  'gives way at layer',
  'gives way at no single',
  'nats a token',
  'forbidden request',
  'forbidden prompt',
  'Forbidden and permitted',
  'permitted request',
  'Gives way most at',
  'withstands everything',
  'Half of it breaks at',
  ': none within',
  'six or more',
  'by chance 2',
  'open to distributional attacks',
  'no mean-shift arm at the layers',
  'draws can give is',
  'without a gap',
  'nothing happens elsewhere',
  'that a layer inside beats all outside',
  'a peak at a random layer would',
  'What lies there',
  'moves the others',
  'share of the plane',
  'half of the requests succeed',
  'may stand elsewhere there',
  'arms elsewhere.',
  'that K = 2 holds',
  'had one\n',
  'biased up by',
  'In a cell',
  'otherwise changed',
  'is known by its id',
  'works them out again',
  'that no choice was made on',
  'A heading sorts',
  'harmless right',
  'selection rule of some',
  'judge of every arm',
  'for being four',
  'as if they varied alike',
  'do that method an injustice',
  'Geometry speaks of',
  'is not told from',
  'not told apart by',
  'perpl.',
  'border.',
  'difference of none',
  'at most; which',
  'B less A',
  'are of other widths',
  'points of none',
  'never leaves it',
  'KL in all',
  'answer to each other',
  'beside every success rate',
  'passes no filter on that one',
  'opened once, after every choice',
  'hold a finished run',
  'results out again',
  "finished run's report again",
  'tell what a model is',
  'do units of audits',
  'what files of activations say',
  'which column is what in all',
  'the same at the layers that',
  'in the place of Markdown',
  'no sign of life',
  'been there for so long',
  'training is accepted by',
  'of every permutation test',
  'a window moves on',
  '(default: false)',
  'for want of them',
  'Nothing was found against',
  'nobody has measured',
  'no language any more',
  'the answers part',
  'Zero, from harmless mean',
];

const ROOT = resolve(import.meta.dirname, '../..');
const FIGURES = {
  ...{ localisation: 'a.svg', scatter: 'b.svg', damage: 'c.svg', robustness: 'd.svg' },
  ...{ doseResponse: 'e.svg', geometry: 'f.svg' },
};
const full = fullResultsFixture();
const RESULTS = {
  full,
  staged: stagedResults(full),
  plain: resultsFixture(),
  unrefused: resultsFixture({ refuses: false }),
};

const files = (folder: string, pattern: RegExp): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'));

/** Comments are not read by readers of pages; lines are joined, since a text may be wrapped. */
const prose = (text: string): string => text.replace(/\/\*.*?\*\//gs, '').replace(/\s+/g, ' ');

function help(): string {
  const program = buildProgram(() => new AbortController().signal);
  return [program, ...program.commands].map((command) => command.helpInformation()).join('\n');
}

const TEXTS: Readonly<Record<string, () => string>> = {
  help,
  pages: () => files('pages', /\.tsx?$/).join('\n'),
  docs: () => files('docs', /^(?!decisions).*\.md$/).join('\n'),
  README: () => readFileSync(join(ROOT, 'README.md'), 'utf8'),
  ...Object.fromEntries(
    Object.entries(RESULTS).flatMap(([name, results]) => [
      [`report.md, ${name}`, () => markdownReport(results, FIGURES)],
      [`terminal, ${name}`, () => terminalTable(results)],
      [`page, ${name}`, () => JSON.stringify(reportPageData(results))],
      [`geometry.csv, ${name}`, () => geometryCsv(results)],
    ]),
  ),
};

describe.each(Object.entries(TEXTS))('%s', (_, text) => {
  test('has none of the sentences that readers stumbled over', () => {
    const said = prose(text());
    expect(GONE.filter((phrase) => said.includes(phrase))).toEqual([]);
  });
});

test('arms are counted in one sentence, in terminal, report.md and page', () => {
  for (const results of [full, stagedResults(full), resultsFixture()]) {
    const sentence = armsMeasured(armCounts(results));
    expect(sentence).toMatch(
      /^[\d,]+ arms measured = [\d,]+ compared \+ [\d,]+ strengths \+ [\d,]+ controls$/,
    );
    expect(terminalTable(results).replace(/\s+/g, ' ')).toContain(sentence);
    expect(markdownReport(results, FIGURES)).toContain(sentence);
    expect(reportPageData(results).counts).toBe(sentence);
  }
  const { compared, strengths, controls } = armCounts(full);
  expect(compared).toBe(full.arms.filter(({ role }) => role !== 'baseline' && role !== 'strength').length);
  expect(strengths).toBe(full.arms.filter(({ role }) => role === 'strength').length);
  expect(controls).toBe(full.controls.length);
});
