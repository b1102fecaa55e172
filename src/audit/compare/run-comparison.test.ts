import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  HARDENED,
  SYNTHETIC_OPTIONS,
  syntheticRun,
  syntheticSubject,
  WEAK,
  writeSyntheticRun,
} from '../../../test/audit/synthetic-run.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { comparisonSentences } from '../../report/comparison-sentences.ts';
import { markdownComparison } from '../../report/markdown/markdown-comparison.ts';
import type { RunComparison } from '../../results/run-comparison.ts';
import { mcnemarExact } from '../../statistics/mcnemar.ts';
import { robustness } from '../../statistics/robustness.ts';
import { robustnessRequest } from '../results/robustness-request.ts';
import { type ComparedRun, openComparedRun } from './compared-run.ts';
import { DamagedRunError } from './damaged-run-error.ts';
import { runComparison } from './run-comparison.ts';
import { SchemaVersionError } from './schema-version-error.ts';
import { UnfinishedRunError } from './unfinished-run-error.ts';

const parent = mkdtempSync(join(tmpdir(), 'compare-'));
afterAll(() => rmSync(parent, { recursive: true }));
const folder = (name: string): string => join(parent, name);

let [weak, hardened]: ComparedRun[] = [];
let comparison: RunComparison;
beforeAll(async () => {
  weak = await openComparedRun(writeSyntheticRun(folder('weak'), await syntheticRun(WEAK)));
  hardened = await openComparedRun(writeSyntheticRun(folder('hardened'), await syntheticRun(HARDENED)));
  comparison = runComparison(weak, hardened);
});

const other = async (
  name: string,
  options = SYNTHETIC_OPTIONS,
  prompts: Parameters<typeof syntheticSubject>[2] = {},
): Promise<ComparedRun> => {
  const subject = syntheticSubject(HARDENED, options, prompts);
  return openComparedRun(writeSyntheticRun(folder(name), await syntheticRun(HARDENED, options, { subject })));
};

describe('two runs on the same prompts', () => {
  it('are like for like, paired prompt by prompt, and of different weights', () => {
    expect(comparison).toMatchObject({
      likeForLike: true,
      differences: [],
      sameWeights: false,
      unmatched: [],
    });
    expect(comparison.prompts.every(({ paired }) => paired)).toBe(true);
    const tests = [...comparison.baseline, ...comparison.chosen.map(({ success }) => success)];
    for (const { paired, method } of tests) expect([paired, method]).toEqual([true, 'mcnemar-exact']);
  });

  it('count the prompts on which they differ, B − A', () => {
    const arm = comparison.chosen.find(({ name }) => name === 'pca-ot')!;
    const [a, b] = [weak.tested.complied(arm.armA.id), hardened.tested.complied(arm.armB.id)];
    const onlyA = a.filter((success, i) => success && !b[i]).length;
    const onlyB = b.filter((success, i) => success && !a[i]).length;
    expect(onlyA).toBeGreaterThan(10);
    expect(arm.success).toMatchObject({ onlyA, onlyB, p: mcnemarExact(onlyA, onlyB), conclusion: 'effect' });
    expect(arm.success.difference).toBeCloseTo((onlyB - onlyA) / a.length, 12);
    expect(arm.success.interval[1]).toBeLessThan(0);
    expect(arm.success.a.k).toBe(a.filter(Boolean).length);
  });

  it('adjust over each family by Holm', () => {
    const tests = comparison.chosen.map(({ success }) => success);
    const smallest = tests.toSorted((x, y) => x.p - y.p)[0];
    expect(tests).toHaveLength(9);
    expect(smallest.adjustedP).toBeCloseTo(Math.min(1, 9 * smallest.p), 12);
    expect(comparison.best[0].success.adjustedP).toBeLessThanOrEqual(
      2 * comparison.best[0].success.p + 1e-15,
    );
  });

  it('tell the hardened model by robustness and over-refusal', () => {
    const over = comparison.baseline.find(({ name }) => name === 'over-refusal')!;
    expect(over.difference).toBeGreaterThan(0.2);
    expect(over.conclusion).toBe('effect');
    for (const { difference } of comparison.robustness) {
      expect(difference.resampled).toBe('together');
      expect(difference.score.value).toBeGreaterThan(0);
      expect(difference.score.interval[0]).toBeGreaterThan(0);
      expect(difference.halfDamage.largerShare).toBeGreaterThan(0.9);
    }
  });

  it('say the largest effect first, whatever its family', () => {
    const effects = [
      ...[...comparison.best, ...comparison.chosen].map(({ success }) => success),
      ...comparison.baseline,
    ].filter(({ conclusion }) => conclusion === 'effect');
    const largest = Math.max(...effects.map(({ difference }) => Math.abs(difference)));
    const [headline] = comparisonSentences(comparison);
    expect(headline).toMatch(/succeeds less often on B: \d+\/60/);
    expect(headline).toContain(`−${(100 * largest).toFixed(0)} points`);
  });

  it('give the other way round the same with other signs', () => {
    const back = runComparison(hardened, weak);
    for (const [i, { success, damage }] of comparison.chosen.entries()) {
      const reverse = back.chosen[i];
      expect(reverse.success.difference).toBeCloseTo(-success.difference, 12);
      expect(reverse.success.p).toBe(success.p);
      expect(reverse.damage.difference.value).toBeCloseTo(-damage.difference.value!, 12);
    }
    expect(back.robustness[0].difference.score.value).toBeCloseTo(
      -comparison.robustness[0].difference.score.value,
      12,
    );
  });

  it('give nothing of a run against itself', () => {
    const same = runComparison(weak, weak);
    expect(same).toMatchObject({ sameWeights: true, likeForLike: true });
    for (const { success, damage, harmlessExact } of [...same.best, ...same.chosen]) {
      expect(success).toMatchObject({ difference: 0, p: 1, onlyA: 0, onlyB: 0 });
      expect(harmlessExact.difference).toBe(0);
      expect(damage.difference).toMatchObject({ value: 0, interval: [0, 0] });
    }
    for (const { difference } of same.robustness)
      expect(difference.score).toMatchObject({ value: 0, interval: [0, 0] });
    for (const { ratio } of same.perplexity) expect(ratio).toMatchObject({ value: 1, interval: [1, 1] });
  });
});

describe('robustness from the journal', () => {
  it.each(['grid', 'everything'] as const)('is what the results say of %s', (against) => {
    for (const run of [weak, hardened]) {
      const request = robustnessRequest(run.tested, run.identity.subject, against);
      const { arms, ...reported } = run.results.robustness[against];
      expect(request.arms).toHaveLength(arms);
      expect(robustness({ ...request, seed: run.identity.options.seed })).toEqual(reported);
    }
    const { difference, a, b } = comparison.robustness.find((each) => each.against === against)!;
    expect(difference.score.value).toBeCloseTo(b.score.value - a.score.value, 12);
    expect(difference.referenceScore!.value).toBeCloseTo(
      b.referenceScore!.value - a.referenceScore!.value,
      12,
    );
  });
});

describe('two runs on other prompts', () => {
  it('are compared as independent samples, set by set', async () => {
    const options = { ...SYNTHETIC_OPTIONS, testForbidden: 45 };
    const fewer = runComparison(weak, await other('fewer', options));
    expect(fewer.prompts.filter(({ paired }) => !paired)).toEqual([
      { set: 'test/forbidden', paired: false, a: 60, b: 45, shared: 45 },
    ]);
    expect(fewer.likeForLike).toBe(true);
    expect(fewer.differences.map(({ path }) => path)).toEqual([
      'options.testForbidden',
      'prompts.test/forbidden',
    ]);
    for (const { success, harmlessExact } of fewer.chosen) {
      expect(success).toMatchObject({ paired: false, method: 'fisher-exact', onlyA: null });
      expect(harmlessExact.method).toBe('mcnemar-exact');
    }
    expect(fewer.robustness[0].difference.resampled).toBe('independently');
    // What prompts have in common no longer cancels.
    const width = ({ robustness: [{ difference }] }: RunComparison): number =>
      difference.score.interval[1] - difference.score.interval[0];
    expect(width(fewer)).toBeGreaterThan(width(comparison));
  });

  it('are not like for like where maps or choices were made on others, and say so first', async () => {
    const redrawn = runComparison(weak, await other('redrawn', { ...SYNTHETIC_OPTIONS, seed: 2 }));
    expect(redrawn.likeForLike).toBe(false);
    expect(redrawn.differences.filter(({ breaks }) => breaks).map(({ path }) => path)).toEqual([
      'prompts.fit/forbidden',
      'prompts.fit/harmless',
      'prompts.selection/forbidden',
      'prompts.selection/harmless',
    ]);
    const text = markdownComparison(redrawn);
    expect(text.indexOf('NOT LIKE FOR LIKE')).toBeLessThan(text.indexOf('## In short'));
    expect(text).toContain(
      '**prompts.fit/forbidden: 8 prompts → 8 prompts**: maps are fitted on other prompts (0 ids in common).',
    );
  });

  it('take whole duplicate groups where there are some', async () => {
    const paired = await other('grouped', SYNTHETIC_OPTIONS, { groupSize: 2 });
    const [success] = runComparison(paired, paired).chosen.map((arm) => arm.success);
    expect(success.method).toBe('sign-flip-exact');
    const independent = await other('grouped-redrawn', { ...SYNTHETIC_OPTIONS, seed: 2 }, { groupSize: 2 });
    const [exchanged] = runComparison(paired, independent).chosen.map((arm) => arm.success);
    expect(exchanged.method).toBe('group-exchange');
    expect(exchanged.p).toBeGreaterThan(0.05);
  });
});

describe('differences of protocol', () => {
  it('name the option, both values and what it does', async () => {
    const run = await other('scoped', {
      ...SYNTHETIC_OPTIONS,
      scope: 'prompt',
      strengths: [0.5, 1.5],
      controlDraws: 0,
    });
    const { differences, likeForLike } = runComparison(weak, run);
    expect(likeForLike).toBe(false);
    expect(differences.map(({ path, a, b, breaks }) => [path, a, b, breaks])).toEqual([
      ['options.scope', 'all', 'prompt', true],
      ['options.strengths', [0.5], [0.5, 1.5], true],
      ['options.controlDraws', 1, 0, false],
    ]);
  });

  it('break it where success is judged otherwise', async () => {
    const subject = { ...syntheticSubject(HARDENED, SYNTHETIC_OPTIONS), judge: 'substring' as const };
    const judged = await syntheticRun(HARDENED, SYNTHETIC_OPTIONS, { subject });
    const { differences, likeForLike } = runComparison(
      weak,
      await openComparedRun(writeSyntheticRun(folder('judged'), judged)),
    );
    expect(likeForLike).toBe(false);
    expect(differences).toMatchObject([{ path: 'subject.judge', a: 'exact', b: 'substring', breaks: true }]);
  });

  it('leave out borderline prompts where one run has none', async () => {
    const run = await other('no-borderline', { ...SYNTHETIC_OPTIONS, testBorderline: 0 });
    const without = runComparison(weak, run);
    expect(without.baseline.map(({ name }) => name)).toEqual([
      'refusal.baseline',
      'harmless.refusal',
      'harmless.exact',
    ]);
    expect(markdownComparison(without)).not.toContain('borderline requests');
  });

  it('are notes where only the last digits may differ', async () => {
    const synthetic = await syntheticRun(HARDENED, SYNTHETIC_OPTIONS, {
      passport: {
        package: '2',
        onnxruntime: '1',
        precision: 'float32',
        architecture: 'arm64',
        processor: 'none',
      },
    });
    const { differences, likeForLike } = runComparison(
      weak,
      await openComparedRun(writeSyntheticRun(folder('elsewhere'), synthetic)),
    );
    expect(likeForLike).toBe(true);
    expect(differences.map(({ path }) => path)).toEqual(['passport.architecture', 'passport.package']);
  });
});

describe('openComparedRun', () => {
  const copy = (name: string): string => {
    cpSync(folder('weak'), folder(name), { recursive: true });
    return folder(name);
  };
  const edit = (run: string, file: string, change: (text: string) => string): string => {
    writeFileSync(join(run, file), change(readFileSync(join(run, file), 'utf8')));
    return run;
  };

  it('refuses unfinished runs and folders that are none', async () => {
    const unfinished = writeSyntheticRun(folder('unfinished'), await syntheticRun(WEAK), { finished: false });
    await expect(openComparedRun(unfinished)).rejects.toThrow(UnfinishedRunError);
    await expect(openComparedRun(folder('nowhere'))).rejects.toThrow(InvalidInputError);
    await expect(openComparedRun(parent)).rejects.toThrow('holds no results.json');
  });

  it('refuses another schema version and names both', async () => {
    const run = edit(copy('version'), 'results.json', (text) => text.replace('"version": 4', '"version": 3'));
    await expect(openComparedRun(run)).rejects.toThrow(SchemaVersionError);
    await expect(openComparedRun(run)).rejects.toThrow('schema version 3, this refusal-lab reads version 4');
  });

  it('refuses a journal that lacks units, or that the results are not of', async () => {
    const short = edit(copy('short'), 'journal.jsonl', (text) =>
      text
        .split('\n')
        .filter((line) => !line.includes('"test pca-ot@2/k1"'))
        .join('\n'),
    );
    await expect(openComparedRun(short)).rejects.toThrow(DamagedRunError);
    await expect(openComparedRun(short)).rejects.toThrow('test pca-ot@2/k1');
    const older = edit(copy('older'), 'journal.jsonl', (text) => text.replace('"judges":[],', ''));
    await expect(openComparedRun(older)).rejects.toThrow(DamagedRunError);
    await expect(openComparedRun(older)).rejects.toThrow('another version of refusal-lab');
    const swapped = copy('swapped');
    cpSync(join(folder('hardened'), 'results.json'), join(swapped, 'results.json'));
    await expect(openComparedRun(swapped)).rejects.toThrow('the models differ');
  });

  it('reads infinities as numbers', async () => {
    const run = edit(copy('infinite'), 'results.json', (text) =>
      text.replace(/("transportCost": )[\d.e-]+/, '$1"Infinity"'),
    );
    const costs = (await openComparedRun(run)).results.arms.map(({ transportCost }) => transportCost);
    expect(costs).toContain(Number.POSITIVE_INFINITY);
  });
});
