import { describe, expect, test } from 'vitest';
import { findMetric, metricValue } from '../../src/audit/gate/metric-values.ts';
import { parseDelimitedText } from '../../src/formats/delimited-text.ts';
import { armCounts, armsMeasured } from '../../src/report/arm-counts.ts';
import { claimRemedy } from '../../src/report/claim-remedy.ts';
import { leftArms } from '../../src/report/design-arms.ts';
import { designCounts, designSentences } from '../../src/report/design-sentences.ts';
import { refusalScoreFigure } from '../../src/report/figures/refusal-score-figure.ts';
import { scoreTicks } from '../../src/report/figures/score-ticks.ts';
import { runFiles } from '../../src/report/files/run-files.ts';
import { reportPageData } from '../../src/report/page/report-page-data.ts';
import { stagesCsv } from '../../src/report/tables/stages-csv.ts';
import { formatExplanation } from '../../src/report/terminal/format-explanation.ts';
import { terminalTable } from '../../src/report/terminal/terminal-table.ts';
import type { Results } from '../../src/results/results.ts';
import { fullResultsFixture } from './full-results-fixture.ts';
import { parseSvg } from './parse-svg.ts';
import { resultsFixture, stagedResults } from './results-fixture.ts';

const full = fullResultsFixture();
const staged = stagedResults(full);
const design = staged.design!;
const files = await runFiles(staged);
const markdown = String(files.get('report.md'));
const section = (heading: string): string => markdown.split(`\n## ${heading}\n`)[1].split('\n## ')[0];
/** Rows of the first table of a section, its header left out. */
const rows = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `') || /^\| \d/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
const withProtocol = (changes: Partial<Results['protocol']>, of: Results = staged): Results => ({
  ...of,
  protocol: { ...of.protocol, ...changes },
});

describe('the words on a staged audit', () => {
  test('count each arm at every stage that it reached', () => {
    const at = (...stages: string[]) => design.arms.filter(({ reached }) => stages.includes(reached)).length;
    expect(designCounts(staged)).toBe(
      `${design.arms.length} arms screened on 16 + 16 prompts, ${at('halving', 'selection', 'test')} of them by short completions of 32 + 32 (at most 16 tokens), ${at('selection', 'test')} on the selection split, ${at('test')} on the test split`,
    );
    // 12 layers of 6 curves and two arms at all layers; of the curves 5 chosen and 6 more completed layers are tested.
    expect([design.arms.length, at('test')]).toEqual([74, 13]);
  });

  test('an arm that was never screened is not counted as such, one that overflows there is', () => {
    const [first, second, ...others] = design.arms;
    const changed = {
      ...design,
      arms: [{ ...first, screen: null }, { ...second, reached: 'test', screen: null }, ...others],
    };
    expect(first.reached).toBe('screen');
    expect(designCounts({ ...staged, design: changed as typeof design })).toMatch(/^73 arms screened/);
  });

  test('name directions, choices, what is not measured, and what that does to claims', () => {
    const sentences = designSentences(withProtocol({ methods: ['rfa'], without: ['pairs'] })).join('\n');
    expect(sentences).toContain('Candidates for a direction: 48 on the first 16 + 16 prompts');
    expect(sentences).toContain('9 on all of them');
    expect(sentences).toContain(
      'only next tokens are measured; other methods than pca-ot and rfa; pairs (left out by name).',
    );
    expect(sentences).toContain('Claims 1, 2 and 4 are judged by the tests of a full audit');
    const layers = { ...full.localisation!.depthClaim!, layers: 7 };
    const some = { ...staged, localisation: { ...full.localisation!, depthClaim: layers } };
    expect(designSentences(some).join('\n')).toContain('Claim 3 compares the 7 of 12 layers');
    expect(designSentences({ ...staged, localisation: null }).join('\n')).toContain(
      'Claim 3 cannot be judged as in a full audit',
    );
  });

  test('of a full audit there are none, and no section, table, figure or panel either', async () => {
    expect(designSentences(full)).toEqual([]);
    expect(reportPageData(full).stages).toBeNull();
    expect(await refusalScoreFigure(full)).toBeNull();
    const written = await runFiles(full);
    expect(String(written.get('report.md'))).not.toMatch(/## Stages|Refusal score by layer/);
    expect([...written.keys()].filter((name) => /stages|refusal-score/.test(name))).toEqual([]);
    expect(terminalTable(full)).not.toMatch(/^effort/m);
  });
});

describe('report.md', () => {
  test('lists the arms that left, with what the stages saw of each', () => {
    const listed = rows(section('Stages'));
    expect(listed.map(([id]) => id)).toEqual(leftArms(staged).map(({ armId }) => `\`${armId}\``));
    // estimate(): ±15%.
    const row = listed.find(([id]) => id === '`act-add@4`')!;
    expect(row).toEqual([
      '`act-add@4`',
      'halving',
      'others of its method did better',
      '1.00 [0.85–1.15]',
      '0.0021 [0.0018–0.0025]',
      '4/32 [5–28%]',
      '0.0032',
    ]);
    expect(listed.find(([id]) => id === '`act-add@1`')!.slice(5)).toEqual(['–', '–']);
    for (const sentence of designSentences(staged)) expect(section('Stages')).toContain(`- ${sentence}`);
  });

  test('gives the curve by layer, says that it is not success, and counts who was measured', () => {
    const [, curve] = section('Where refusal lives').split('### Refusal score by layer: not success');
    const listed = rows(curve);
    expect(listed).toHaveLength(12);
    expect(listed[7]).toEqual([
      '7 (0.67)',
      '`pca-ot@7/k1`',
      '−3.45 [−3.65 to −3.25]',
      '0.017 [0.014–0.019]',
      '128',
      'yes',
    ]);
    expect(listed[4].at(-1)).toBe('no');
    expect(curve).toContain('](figures/refusal-score.svg)');
    expect(section('All arms')).toContain(
      `${armsMeasured(armCounts(staged))}; ${leftArms(staged).length} more left before the test split`,
    );
  });
});

test('stages.csv has a line for every arm in full precision', () => {
  const { columns, records } = parseDelimitedText(stagesCsv(staged), 'stages.csv');
  expect(records).toHaveLength(design.arms.length);
  const cells = records.find(({ cells: [id] }) => id === 'ace@11')!.cells;
  const cell = (name: string) => cells[columns.indexOf(name)];
  const arm = design.arms.find(({ armId }) => armId === 'ace@11')!;
  expect([cell('reached'), cell('left'), cell('layers')]).toEqual(['selection', arm.left, '11']);
  expect(cell('screen_refusal_score_low')).toBe(String(arm.screen!.refusalScore.interval![0]));
  expect([cell('halving_unrefused_k'), cell('halving_unrefused_n')]).toEqual(['11', '32']);
  expect(cell('halving_kl')).toBe(String(arm.halving!.kl));
});

describe('the figure of refusal scores', () => {
  test('draws every layer, filled where success was measured, and never calls it success', async () => {
    const svg = (await refusalScoreFigure(staged))!;
    const dots = parseSvg(svg).querySelectorAll('g > title ~ path');
    expect(dots).toHaveLength(12);
    const hollow = [...dots].filter((dot) => dot.getAttribute('fill') === '#ffffff');
    expect(hollow).toHaveLength(design.curve.layers.filter(({ completed }) => !completed).length);
    expect(svg).toContain('refusal score at the last prompt token, nats');
    expect(svg).not.toMatch(/ASR|attack success/i);
  });

  test('leaves out an overflow', async () => {
    const none = { value: null, n: 0, interval: null };
    const [first, ...others] = design.curve.layers;
    const layers = [{ ...first, refusalScore: none, kl1: none }, ...others];
    const curve = { ...design.curve, layers };
    const svg = (await refusalScoreFigure({ ...staged, design: { ...design, curve } }))!;
    expect(parseSvg(svg).querySelectorAll('g > title ~ path')).toHaveLength(11);
    const nothing = { ...curve, layers: layers.map((each) => ({ ...each, refusalScore: none })) };
    expect(await refusalScoreFigure({ ...staged, design: { ...design, curve: nothing } })).toBeNull();
  });

  test('its axis holds zero and every score, in at most ten whole steps', () => {
    expect(scoreTicks([4.15, -5.07])).toEqual([-6, -4, -2, 0, 2, 4, 6]);
    expect(scoreTicks([0.2])).toEqual([0, 1]);
    expect(scoreTicks([-9, -2])[0]).toBe(-10);
    for (const scores of [[], [700], [-10, 10], [-1e-9]]) {
      const ticks = scoreTicks(scores);
      expect(ticks.length).toBeLessThanOrEqual(10);
      expect(ticks.length).toBeGreaterThan(1);
      for (const score of [0, ...scores]) {
        expect(ticks[0]).toBeLessThanOrEqual(score);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(score);
      }
    }
  });
});

describe('the terminal', () => {
  test('says effort and what it left out, in 100 columns', () => {
    const text = terminalTable(staged);
    const flat = text.replace(/\n +/g, ' ');
    expect(flat).toContain(
      `effort   standard: ${designCounts(staged)}; not measured: ${design.notTried[0]} (would: --effort full)`,
    );
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe('a claim that nothing decided', () => {
  const claim = (number: 1 | 3 | 4, decidedBy = 'no test: not measured') =>
    ({ ...full.claims[0], number, conclusion: 'inconclusive', decidedBy, because: [] }) as const;
  const bare = { ...staged, localisation: null };

  test.each([
    [1, { methods: ['ace'] }, '`--methods` that name rfa and linear-act'],
    [1, { methods: ['rfa'] }, '`--methods` that name linear-act'],
    [3, { effort: 'quick' }, '`--effort standard` or `--effort full`'],
    [3, { effort: 'standard' }, '`--effort full`'],
    [3, { effort: undefined, without: ['controls'] }, 'an audit without `--without controls`'],
    [3, { effort: undefined, controlDraws: 0 }, '`--control-draws` above 0'],
    [3, { effort: undefined, layers: ['2'] }, '`--layers` on both sides of 40–60% depth'],
    [4, { methods: ['rfa'] }, '`--methods` that name mean-shift'],
    [4, {}, '`--effort full`'],
  ] as const)('%i of %j names the option', (number, protocol, remedy) => {
    expect(claimRemedy(claim(number), withProtocol(protocol as object, bare))).toBe(remedy);
  });

  test('says so in report, page and terminal; one that a test left open does not', async () => {
    const results = { ...staged, claims: [claim(4), { ...claim(1), decidedBy: 'exact McNemar test' }] };
    const text = String((await runFiles(results)).get('report.md'));
    expect(text.match(/what would measure it: `--effort full`/g)).toHaveLength(1);
    expect(reportPageData(results).claims.map(({ because }) => because)).toEqual([
      ['what would measure it: `--effort full`'],
      [],
    ]);
    expect(terminalTable(results)).toMatch(/claim 4 .*: not measured \(would: --effort full\)/);
    expect(terminalTable(results)).toMatch(/claim 1 .*pca-ot beats rfa and linear-act$/m);
  });
});

describe('what a staged audit did not measure', () => {
  const one = (results: Results): Results => ({
    ...results,
    localisation: {
      ...full.localisation!,
      rank: 2,
      tests: full.localisation!.tests.filter(({ layer }) => layer === 7),
    },
    robustness: { ...results.robustness, grid: { ...results.robustness.grid, arms: 1 } },
    design: { ...design, effort: 'quick' },
  });
  const read = (name: string, results: Results) => metricValue(findMetric(name)!, results);

  test.each([
    'localisation.peak-depth',
    'localisation.width',
    'robustness.grid',
    'robustness.reference',
    'd50',
  ])('%s has no value of one layer and one arm, and says why', (name) => {
    expect(read(name, one(full))).toMatchObject({
      value: null,
      note: expect.stringMatching(/^effort quick measures/),
    });
    expect(read(name, full).value).not.toBeNull();
    expect(read(name, full).note).not.toMatch(/measure|arms of the grid/);
  });

  test('fewest-layers has no value where one layer does not break refusal and pairs were left out', () => {
    const never = { value: null, interval: null, unbrokenShare: 1 };
    const unbroken = (protocol: object, value: number | null): Results => ({
      ...withProtocol(protocol, full),
      robustness: {
        ...full.robustness,
        smallestBreak: { ...full.robustness.smallestBreak, layers: { ...never, value } },
      },
    });
    const none = { value: null, note: 'no pairs of layers were tried' };
    expect(read('fewest-layers', unbroken({ effort: 'quick' }, null))).toMatchObject(none);
    expect(read('fewest-layers', unbroken({ without: ['pairs'] }, null))).toMatchObject(none);
    expect(read('fewest-layers', unbroken({ effort: 'quick' }, 1)).value).toBe(1);
    expect(read('fewest-layers', unbroken({}, null)).value).toBe(Number.POSITIVE_INFINITY);
  });

  test('what it measured in part has its value and says of what', () => {
    const tests = full.localisation!.tests.filter(({ layer }) => layer > 4);
    const some = { ...staged, localisation: { ...full.localisation!, tests } };
    expect(read('localisation.peak-depth', some)).toMatchObject({
      value: 8 / 12,
      note: 'layer 7; measured at layers 5–11',
    });
    expect(read('robustness.grid', some).note).toBe('12 arms of the grid');
    expect(reportPageData(some).localisation[0]).toContain(
      'Success was measured at layers 5–11 of 0–11 alone',
    );
    expect(reportPageData(one(full)).localisation[0]).toContain(
      '**One layer**: Success was measured at layer 7',
    );
  });
});

test('explain says of an arm that left how far it came', () => {
  const left = leftArms(staged).filter(({ armId }) => ['act-add@1', 'act-add@4'].includes(armId));
  const base = { id: 'p', set: 'forbidden', tokens: 3, outcomes: [], trajectories: [] };
  const text = formatExplanation({ ...base, left }, null).replace(/\n +/g, ' ');
  expect(text).toContain(
    'act-add@1: left at the screen, others of its method did better (screen: refusal score 4.00',
  );
  expect(text).toContain('short completions: 4/32, 13% [5–28%] unrefused, KL 0.0032)');
  expect(formatExplanation(base, null)).not.toContain('Left before');
});

test('the fixture itself is of the shape that reports read', () => {
  expect(terminalTable(stagedResults(resultsFixture()))).toContain('effort ');
});
