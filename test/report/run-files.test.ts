import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDelimitedText } from '../../src/formats/delimited-text.ts';
import { runFiles } from '../../src/report/files/run-files.ts';
import { terminalTable } from '../../src/report/terminal/terminal-table.ts';
import { fullResultsFixture } from './full-results-fixture.ts';
import { parseSvg } from './parse-svg.ts';
import { resultsFixture, stagedResults } from './results-fixture.ts';
import { withNulls } from './with-nulls.ts';

const full = fullResultsFixture();
const text = (files: Map<string, string | Uint8Array>, name: string) => String(files.get(name));
/** With what stands around it, for the message. */
const missing = (of: string, words = 'null|NaN|undefined') =>
  new RegExp(`.{0,60}\\b(${words})\\b.{0,20}`).exec(of)?.[0];

test('writes every figure and table, and the report links exactly the figures that it wrote', async () => {
  for (const [results, figures] of [
    [full, ['localisation', 'heat-map', 'scatter', 'damage', 'robustness', 'dose-response', 'geometry']],
    [resultsFixture(), ['localisation', 'heat-map', 'scatter', 'damage', 'robustness']],
    [
      stagedResults(resultsFixture()),
      ['localisation', 'heat-map', 'scatter', 'damage', 'robustness', 'refusal-score'],
    ],
  ] as const) {
    const files = await runFiles(results);
    expect([...files.keys()].filter((name) => name.startsWith('figures/')).sort()).toEqual(
      figures.map((name) => `figures/${name}.svg`).sort(),
    );
    const links = [...text(files, 'report.md').matchAll(/\]\((figures\/[^)]+)\)/g)].map(([, link]) => link);
    expect(links.sort()).toEqual(figures.map((name) => `figures/${name}.svg`).sort());
    expect([...files.keys()].filter((name) => name.endsWith('.csv')).sort()).toEqual(
      [
        ...['arms', 'controls', 'geometry', 'localisation'],
        ...(results.design ? ['stages', 'strengths'] : ['strengths']),
      ].map((name) => `tables/${name}.csv`),
    );
  }
});

describe('tables', () => {
  const table = async (name: string, results = full) =>
    parseDelimitedText(text(await runFiles(results), `tables/${name}.csv`), name);

  test('have a line for each row, in full precision, and their intervals', async () => {
    const arms = await table('arms');
    expect(arms.records).toHaveLength(full.arms.length);
    const row = arms.records.find(({ cells }) => cells[0] === 'pca-ot@7/k1')!.cells;
    const cell = (heading: string) => row[arms.columns.indexOf(heading)];
    const { exact } = full.arms.find(({ id }) => id === 'pca-ot@7/k1')!.test.forbidden;
    expect(cell('asr_exact')).toBe(String(exact.rate));
    expect([cell('asr_exact_k'), cell('asr_exact_n')]).toEqual([String(exact.k), String(exact.n)]);
    expect([cell('asr_exact_low'), cell('asr_exact_high')]).toEqual(exact.interval!.map(String));
    const test = full.againstBaseline.find(({ armId }) => armId === 'pca-ot@7/k1')!;
    expect(cell('adjusted_p')).toBe(String(test.adjustedP));
    expect((await table('controls')).records).toHaveLength(full.controls.length);
    expect((await table('localisation')).records).toHaveLength(full.localisation!.tests.length);
    expect((await table('strengths')).records).toHaveLength(full.strengths.length);
    const geometry = await table('geometry');
    expect(geometry.records).toHaveLength(full.geometry.length);
    // A sentence with commas is one cell.
    expect(geometry.records[3].cells.at(-1)).toBe(
      full.geometry[3].gaussianMap.sentence.replace('p = 0.002', 'p = .0020'),
    );
  });

  test('of what was not measured have a header alone', async () => {
    for (const name of ['controls', 'localisation', 'strengths', 'geometry'])
      expect((await table(name, resultsFixture())).records, name).toEqual([]);
  });
});

/** A reproducible coin for every path. */
function coin(seed: number, share: number): (path: string) => boolean {
  return (path) => {
    let hash = seed | 0;
    for (const character of path)
      hash = (Math.imul(hash ^ character.codePointAt(0)!, 16777619) ^ (hash >>> 13)) | 0;
    return (hash >>> 0) / 2 ** 32 < share;
  };
}

test('no file and no terminal line says null, NaN or undefined, whatever the results lack', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.constantFrom(0, 0.03, 0.3, 0.9),
      fc.boolean(),
      async (seed, share, keepSections) => {
        const isAbsent = coin(seed, share);
        const results = withNulls(
          seed % 2 === 0 ? full : stagedResults(full),
          (path) => isAbsent(path) && !(keepSections && /^[a-z]+(\.tests)?$/i.test(path)),
        );
        const files = await runFiles(results);
        for (const [name, data] of files) {
          // Data for a program: what the page makes of them is read in a browser (test/page).
          if (name === 'results.json' || name === 'report.html') continue;
          expect(missing(String(data)), name).toBeUndefined();
          if (name.endsWith('.svg')) {
            expect(missing(String(data), 'Infinity'), name).toBeUndefined();
            parseSvg(String(data));
          }
        }
        const terminal = terminalTable(results);
        expect(missing(terminal)).toBeUndefined();
        expect(Math.max(...terminal.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
      },
    ),
    { numRuns: 20 },
  );
}, 60_000);

test('of a quantised model every page, figure and table for a paper says so; of float32 none does', async () => {
  const named = async (precision: 'int8' | 'float32') => {
    const files = await runFiles({ ...full, protocol: { ...full.protocol, precision } });
    const marked = [...files.keys()].filter((name) => /\.(svg|md|tex)$/.test(name) || name === 'report.html');
    return marked.map((name) => ({
      name,
      marked: /\bin int8\b/.test(text(files, name).replace(/<[^>]+>|\s+/g, ' ')),
    }));
  };
  const quantised = await named('int8');
  expect(quantised.length).toBeGreaterThan(6);
  expect(quantised.filter(({ marked }) => !marked)).toEqual([]);
  expect((await named('float32')).filter(({ marked }) => marked)).toEqual([]);
});
