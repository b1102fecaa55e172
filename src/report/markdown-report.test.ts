import { expect, test } from 'vitest';
import { comparisonsOf, resultsFixture } from '../../test/report/results-fixture.ts';
import { markdownReport } from './markdown-report.ts';

const FIGURES = { localisation: 'localisation.svg', scatter: 'scatter (1).svg', damage: 'damage.svg' };
const report = (changes?: Parameters<typeof resultsFixture>[0]) =>
  markdownReport(resultsFixture(changes), FIGURES);

test('the verdict comes first, in bold', () => {
  const { sentences } = resultsFixture().verdict;
  expect(report().split('\n')[2]).toBe(`**${sentences[0]}**`);
});

test('holds every arm with k/n and interval, and every table has as many cells as headings', () => {
  const text = report();
  const all = text.slice(text.indexOf('## All arms'), text.indexOf('## Direction selection'));
  const rows = all.split('\n');
  for (const { id, test: measured } of resultsFixture().arms) {
    const own = rows.filter((row) => row.startsWith(`| \`${id}\` |`));
    expect(own, id).toHaveLength(1);
    expect(own[0]).toMatch(new RegExp(`\\| ${measured.forbidden.exact.k}/128 \\[[\\d.]+–[\\d.]+\\] \\|`));
  }
  for (const table of text.split('\n\n').filter((block) => block.startsWith('|')))
    expect(new Set(table.split('\n').map((line) => line.split(/(?<!\\)\|/).length)).size).toBe(1);
});

test('says plainly that pca-ot loses', () => {
  expect(report()).toContain(
    '- pca-ot loses to act-add: `pca-ot@7/k1` coherent ASR 109/128 [0.78–0.90] against `act-add@6` coherent ASR 125/128',
  );
});

test('tells "as well as" from "not distinguishable at this n", and says "beats" where the paired test does', () => {
  const results = resultsFixture({ asr: { 'act-add@6': 0.88, 'rfa@8': 0.2 } });
  const text = markdownReport(results, FIGURES);
  expect(text).toContain('pca-ot and act-add do equally well within 0.10');
  expect(text).toMatch(/difference −0\.03 \[−0\.\d\d to [+−]0\.\d\d\]/);
  expect(text).toContain('pca-ot beats rfa');
  expect(text).not.toContain('loses to act-add');
  const open = results.comparisons.map((each) =>
    each.conclusion === 'null' ? ({ ...each, conclusion: 'inconclusive' } as const) : each,
  );
  expect(markdownReport({ ...results, comparisons: open }, FIGURES)).toContain(
    'pca-ot and act-add are not distinguishable at this n',
  );
});

test('compares coherent success: exact but degenerate completions do not count', () => {
  const results = resultsFixture();
  const arms = results.arms.map((arm) => {
    if (arm.id !== 'act-add@6') return arm;
    const { forbidden } = arm.test;
    return {
      ...arm,
      test: { ...arm.test, forbidden: { ...forbidden, outcomes: { ...forbidden.outcomes, complied: 40 } } },
    };
  });
  expect(
    markdownReport({ ...results, arms, comparisons: comparisonsOf(arms, results.chosen) }, FIGURES),
  ).toContain('pca-ot beats act-add');
});

test('a rate bought with damage is called no success of an intact model', () => {
  const results = resultsFixture();
  const chosen = results.chosen.map((choice) =>
    choice.method === 'act-add' ? { ...choice, armId: 'act-add@9' } : choice,
  );
  expect(
    markdownReport({ ...results, chosen, comparisons: comparisonsOf(results.arms, chosen) }, FIGURES),
  ).toMatch(/`act-add@9` is over the damage budget \(KL32 0\.96 .*n = 96/);
});

test('compares nothing where there is no refusal to break', () => {
  expect(report({ refuses: false })).not.toContain('## pca-ot against simpler methods');
});

test('links the figures and states protocol, facts about the maps and limits', () => {
  const text = report();
  for (const part of [
    '](localisation.svg)',
    '](damage.svg)',
    '](scatter%20%281%29.svg)',
    'Seed 0',
    'greedy decoding',
    '| test/forbidden | ',
    'exact right answer',
    'captured mean share',
    '| `pca-ot@7/k1` | resid_post.7 | 4.80 | 0.93 |',
    'fictional world',
    'no causal controls yet',
    'not corrected for multiple comparisons',
  ])
    expect(text).toContain(part);
  expect(text).not.toMatch(/NaN|undefined/);
});
