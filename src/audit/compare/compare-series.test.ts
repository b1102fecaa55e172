import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HARDENED, syntheticRun, WEAK, writeSyntheticRun } from '../../../test/audit/synthetic-run.ts';
import { seriesFigure } from '../../report/figures/series-figure.ts';
import { markdownSeries } from '../../report/markdown/markdown-series.ts';
import type { ComparisonSeries } from '../../results/comparison-series.ts';
import { holmAdjusted } from '../../statistics/holm.ts';
import { compareRuns } from './compare-runs.ts';
import { compareSeries } from './compare-series.ts';

const parent = mkdtempSync(join(tmpdir(), 'series-'));
afterAll(() => rmSync(parent, { recursive: true }));
const [weak, hardened, weakAgain] = ['weak', 'hardened', 'weak-again'].map((name) => join(parent, name));
let series: ComparisonSeries;
beforeAll(async () => {
  writeSyntheticRun(weak, await syntheticRun(WEAK));
  writeSyntheticRun(weakAgain, await syntheticRun(WEAK));
  writeSyntheticRun(hardened, await syntheticRun(HARDENED));
  series = await compareSeries([weak, hardened, weakAgain]);
});

describe('several runs', () => {
  it('are each compared with the first as two are, over one family', async () => {
    const pairs = [await compareRuns(weak, hardened), await compareRuns(weak, weakAgain)];
    const tests = pairs.flatMap(({ baseline }) => baseline);
    const adjusted = holmAdjusted(series.baseline.flatMap(({ tests: found }) => found.map(({ p }) => p)));
    const found = series.baseline.flatMap(({ tests: each }) => each);
    expect(found).toHaveLength(tests.length);
    expect(found.map(({ adjustedP }) => adjustedP)).toEqual(adjusted);
    for (const { name, tests: each } of series.baseline)
      for (const [i, test] of each.entries()) {
        const { adjustedP, conclusion, ...plain } = test;
        expect(pairs[i].baseline.find((rate) => rate.name === name)).toMatchObject(plain);
        expect(adjustedP).toBeGreaterThanOrEqual(plain.p);
      }
    expect(series.robustness.map(({ differences }) => differences)).toEqual(
      pairs[0].robustness.map((_, i) => pairs.map(({ robustness }) => robustness[i].difference)),
    );
    expect(series.strongest.arms.map(({ id }) => id)).toEqual([
      pairs[0].best[0].armA.id,
      pairs[0].best[0].armB.id,
      pairs[0].best[0].armA.id,
    ]);
  });

  it('show no difference where they are the same, and one where they are not', () => {
    const [changed, same] = series.strongest.success;
    expect(changed.conclusion).toBe('effect');
    expect(same).toMatchObject({ difference: 0, onlyA: 0, onlyB: 0 });
    const [grid] = series.robustness;
    expect(grid.runs[1].score.value).toBeGreaterThan(grid.runs[0].score.value);
    expect(grid.runs[2]).toEqual(grid.runs[0]);
  });

  it('read as one table with a column per run', () => {
    const text = markdownSeries(series);
    expect(text).toContain('| measure');
    expect(text).toMatch(/\| attack success, strongest attack +\|[^|]+\|[^|]+ ↓ \|[^|↑↓]+\|/);
    expect(text).toContain(
      '- attack success, strongest attack: lower than on run 1 on run 2; no detectable difference on run 3.',
    );
    expect(text).toMatch(/- robustness R, fixed attack grid: higher than on run 1 on run 2; .* on run 3\./);
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  it('are a figure with a mark per run and measure', async () => {
    const svg = await seriesFigure(series);
    expect(svg.match(/<circle/g)).toHaveLength(9);
    for (const run of [weak, hardened, weakAgain]) expect(svg).toContain(run);
  });

  it('are two at least', async () => {
    await expect(compareSeries([weak])).rejects.toThrow(/`runs`: are 1/);
  });
});
