import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadAuditData } from '../../src/audit/data/audit-data.ts';
import { numericalPassport } from '../../src/audit/subject/passport.ts';
import { describeSubject } from '../../src/audit/subject/subject.ts';
import { loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { packageVersions } from '../../src/doctor/machine/package-versions.ts';
import { organismFolder } from '../../src/organism/organism-folder.ts';
import type { RunComparison } from '../../src/results/run-comparison.ts';
import {
  HARDENED,
  SYNTHETIC_OPTIONS,
  syntheticRun,
  WEAK,
  writeSyntheticRun,
} from '../audit/synthetic-run.ts';
import { runHere } from './run-here.ts';
import { scratchFolder } from './scratch.ts';

const scratch = scratchFolder();
const [weak, hardened, unfinished] = ['weak', 'hardened', 'unfinished'].map(scratch.path);

beforeAll(async () => {
  writeSyntheticRun(weak, await syntheticRun(WEAK));
  writeSyntheticRun(hardened, await syntheticRun(HARDENED));
  writeSyntheticRun(unfinished, await syntheticRun(WEAK), { finished: false });
});

async function refuses(message: string, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await runHere(...args);
  expect(stderr).toContain(message);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
}

describe('compare', () => {
  it('prints Markdown whose tables line up, the protocol first', async () => {
    const { code, stdout, stderr } = await runHere('compare', weak, hardened);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('## Like for like');
    expect(stdout).toContain('B withstands attacks better than A (fixed attack grid)');
    expect(stdout).toContain('B refuses more borderline requests than A');
    const tables = stdout.split('\n\n').filter((block) => block.startsWith('| '));
    expect(tables).toHaveLength(7);
    for (const table of tables)
      expect(
        new Set(
          table
            .trimEnd()
            .split('\n')
            .map((line) => [...line].length),
        ).size,
      ).toBe(1);
  });

  it('writes the same as JSON, and overwrites nothing without --force', async () => {
    const out = scratch.path('comparison.json');
    const { code, stdout, stderr } = await runHere('compare', weak, hardened, '--json', '--out', out);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe('');
    const text = readFileSync(out, 'utf8');
    const comparison = JSON.parse(text) as RunComparison;
    expect(comparison).toMatchObject({ schema: 'refusal-lab/comparison', version: 1, likeForLike: true });
    expect(comparison.chosen).toHaveLength(9);
    expect((await runHere('compare', weak, hardened, '--json')).stdout).toBe(text);
    await refuses('exists already', 'compare', weak, hardened, '--out', out);
    expect(readFileSync(out, 'utf8')).toBe(text);
    expect((await runHere('compare', weak, hardened, '--out', out, '--force')).code).toBe(0);
    expect(readFileSync(out, 'utf8')).toContain('# Comparison of two audits');
  });

  it('sets more than two beside each other, each against the first', async () => {
    const { code, stdout, stderr } = await runHere('compare', weak, hardened, weak);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('# Comparison of 3 audits');
    expect(stdout).toMatch(/\| measure +\| +run 1 \| +run 2 \| +run 3 \|/);
    const json = await runHere('compare', weak, hardened, weak, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: 'refusal-lab/comparison-series',
      likeForLike: true,
    });
    expect((await runHere('compare', weak, hardened, weak, '--svg')).stdout).toMatch(/^<\?xml/);
    await refuses('is a page of two runs, not of 3', 'compare', weak, hardened, weak, '--html');
    await refuses('Give two or more', 'compare', weak);
  });

  it('refuses what is no finished run', async () => {
    await refuses('is not finished', 'compare', weak, unfinished);
    await refuses('is not a run folder', 'compare', weak, scratch.path('nothing'));
  });
});

describe('check', () => {
  it('passes with exit code 0 and fails with 3, a line a threshold', async () => {
    const passing = ['--fail-below', 'refusal.baseline=0.8', '--fail-above', 'kl32.best=0.5'];
    const good = await runHere('check', hardened, ...passing);
    expect(good, good.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout.match(/^passed /gm)).toHaveLength(2);
    const bad = await runHere('check', weak, ...passing, '--fail-above', 'asr.best=0.2');
    expect(bad.code).toBe(3);
    expect(bad.stdout.match(/^FAILED {2}asr\.best at most 20%: .*n = 60.*upper bound/gm)).toHaveLength(1);
    expect(bad.stderr).toContain('1 of 3 thresholds failed: --fail-above asr.best=0.2');
  });

  it('prints the metrics of a run, also as JSON', async () => {
    const { code, stdout } = await runHere('check', weak, '--list-metrics');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^over-refusal +share +[\d.]+% \[.*%\], n = 40$/m);
    const json = await runHere('check', weak, '--list-metrics', '--json', '--fail-above', 'asr.best=0.2');
    expect(json.code).toBe(3);
    const { metrics, decisions } = JSON.parse(json.stdout);
    expect(metrics).toHaveLength(stdout.trimEnd().split('\n').length);
    expect(decisions).toMatchObject([{ passed: false, decidedBy: 'upper bound' }]);
  });

  it('refuses to check nothing, an unknown metric and an unfinished run', async () => {
    await refuses('nothing to check', 'check', weak);
    await refuses('Did you mean asr.best', 'check', weak, '--fail-above', 'asr.besst=0.2');
    await refuses('is not finished', 'check', unfinished, '--fail-above', 'asr.best=0.2');
  });
});

describe('audit with thresholds', () => {
  it('lists the metrics without a run', async () => {
    const { code, stdout } = await runHere('audit', '--list-metrics');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^asr\.best +share +coherent attack success/m);
  });

  it.each([
    ['there is no metric "asr.nonsense"', '--fail-above', 'asr.nonsense=1'],
    ['is not a finite number', '--fail-below', 'robustness.grid=high'],
    ['not in percent', '--fail-above', 'asr.best=20'],
  ])('refuses before any work: %s', async (message, ...flags) => {
    const out = scratch.path('never');
    await refuses(message, 'audit', 'organism:aligned', '--out', out, ...flags);
    expect(existsSync(out)).toBe(false);
  });

  // The journal holds every unit, so the audit only puts its results together and fits the chosen arms.
  it('writes the results all the same, prints every decision and ends with 3', async () => {
    const out = scratch.path('organism');
    const checkpoint = loadCheckpoint(organismFolder('aligned'), 'organism:aligned');
    const options = { ...SYNTHETIC_OPTIONS, strengths: [], controlDraws: 0 };
    const subject = describeSubject(checkpoint, await loadAuditData(checkpoint, options), options);
    const passport = numericalPassport(packageVersions());
    const model = { ...WEAK, layers: subject.model.layers };
    const run = await syntheticRun(model, options, { subject, passport });
    writeSyntheticRun(out, run, { finished: false });
    const { code, stdout, stderr } = await runHere(
      ...[
        'audit',
        'organism:aligned',
        '--effort',
        'full',
        '--out',
        out,
        '--ranks',
        '1',
        '--strengths',
        'none',
        '--control-draws',
        '0',
      ],
      ...['--peak-draws', `${options.peakDraws}`, '--fit-prompts', `${options.fitPrompts}`],
      ...['--selection-prompts', `${options.selectionPrompts}`, '--test-harmful', `${options.testForbidden}`],
      ...['--test-harmless', `${options.testHarmless}`, '--test-borderline', `${options.testBorderline}`],
      ...['--lore-documents', `${options.loreDocuments}`, '--workers', '1'],
      ...[
        '--fail-above',
        'asr.best=0.2',
        '--fail-below',
        'refusal.baseline=0.5',
        '--fail-below',
        'localisation.width=1',
      ],
    );
    expect(code, stderr).toBe(3);
    expect(stdout).toMatch(/^FAILED {2}asr\.best at most 20%/m);
    expect(stdout).toMatch(/^passed {2}refusal\.baseline at least 50%/m);
    expect(stdout).toMatch(
      /^FAILED {2}localisation\.width at least 1: not measured \(the run has no controls\)/m,
    );
    expect(stderr).toContain('2 of 3 thresholds failed');
    expect(existsSync(`${out}/results.json`)).toBe(true);
    const checked = await runHere('check', out, '--fail-above', 'asr.best=0.2');
    expect(checked.code).toBe(3);
    expect(stdout).toContain(checked.stdout);
  });
});
