import { expect, test } from 'vitest';
import { resultsFixture } from '../../test/report/results-fixture.ts';
import type { Results } from '../audit/results/results.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { terminalTable } from './terminal-table.ts';

const results = resultsFixture();
const rowsOf = (text: string) =>
  text.split('\n').filter((line) => /\d+\/\d+ \[\d\.\d\d–\d\.\d\d\] {2}/.test(line));

test('a line each for the baseline, the chosen arms and pca-ot at all layers, with k/n and interval', () => {
  const rows = rowsOf(terminalTable(results));
  const ids = ['baseline', ...results.chosen.map(({ armId }) => armId), 'pca-ot@all/k1', 'pca-ot@all/k2'];
  expect(rows.map((row) => row.split(' ')[0])).toEqual(ids);
  expect(rows[1]).toContain('109/128 [0.78–0.90]');
});

test('columns line up and lines have at most 140 columns', () => {
  const text = terminalTable(results);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(140);
  expect(new Set(rowsOf(text).map((row) => row.length)).size).toBe(1);
  expect(new Set(rowsOf(text).map((row) => row.indexOf(']'))).size).toBe(1);
});

test('the verdict follows the table, n precedes it, and damage beyond the budget is marked', () => {
  const text = terminalTable(results);
  for (const sentence of results.verdict.sentences)
    expect(text.indexOf(sentence)).toBeGreaterThan(text.indexOf('pca-ot@all/k2'));
  expect(text).toMatch(/^organism:aligned: n = 128 forbidden, 96 harmless, 64 borderline/);
  expect(text).toContain('!7.50');
  expect(text).toContain('!  over the damage budget: KL32 > 0.1');
});

test('colour changes nothing but codes', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ANSI escapes are what is looked for
  const codes = /\u001b\[\d+m/g;
  const coloured = terminalTable(results, { colour: true });
  expect(coloured).toMatch(codes);
  expect(coloured.replace(codes, '')).toBe(terminalTable(results));
  expect(terminalTable(results)).not.toMatch(codes);
});

test('a stand-in for want of feasible candidates is marked; a lore perplexity out of reach is not a number', () => {
  const chosen = results.chosen.map((choice) =>
    choice.method === 'rfa' ? { ...choice, feasible: false, flag: 'no candidate was feasible' } : choice,
  );
  const arms = results.arms.map((arm) =>
    arm.id === 'rfa@8'
      ? {
          ...arm,
          scope: 'prompt' as const,
          test: { ...arm.test, lorePerplexity: { value: null, n: 0, interval: null } },
        }
      : arm,
  );
  const text = terminalTable({ ...results, chosen, arms });
  expect(text).toMatch(/rfa@8\* .*not reached/);
  expect(text).toContain('*  rfa@8: no candidate was feasible');
});

test('an arm that the results do not hold is named', () => {
  const broken: Results = { ...results, chosen: [{ ...results.chosen[0], armId: 'pca-ot@99/k1' }] };
  expect(() => terminalTable(broken)).toThrow(InvalidInputError);
  expect(() => terminalTable(broken)).toThrow('pca-ot@99/k1');
});
