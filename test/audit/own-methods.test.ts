import { beforeAll, describe, expect, it } from 'vitest';
import { protocolDifferences } from '../../src/audit/compare/protocol-differences.ts';
import { planGrid } from '../../src/audit/plan/plan-arms.ts';
import { runAudit } from '../../src/audit/run-audit.ts';
import type { AuditOptions } from '../../src/audit/subject/audit-options.ts';
import { withOwnMethods } from '../../src/audit/subject/with-own-methods.ts';
import { replayRunner } from '../../src/audit/units/unit-runner.ts';
import { defineMethod } from '../../src/methods/define-method.ts';
import { identityMethod } from '../../src/methods/identity.ts';
import { damageFigure } from '../../src/report/figures/damage-figure.ts';
import { localisationFigure } from '../../src/report/figures/localisation-figure.ts';
import { resultsText } from '../../src/report/files/run-files.ts';
import { markdownReport } from '../../src/report/markdown/markdown-report.ts';
import { reportPageData } from '../../src/report/page/report-page-data.ts';
import { armsCsv } from '../../src/report/tables/arms-csv.ts';
import { SYNTHETIC_OPTIONS, type SyntheticRun, syntheticRun, WEAK } from './synthetic-run.ts';

const ranked = (version = '1') =>
  defineMethod({
    ...{ name: 'my-subspace', title: 'My subspace', note: 'Does something in K axes.', version },
    ...{ point: 'resid_post', takes: ['rank'], atAllLayers: true, fit: identityMethod.fit },
    style: { colour: '#1b7837', symbol: 'square' },
  });
const early = defineMethod({
  ...{ name: 'my-input', title: 'My input', note: 'Acts\non a block’s input.', point: 'resid_pre' },
  fit: identityMethod.fit,
});
const PLAIN: AuditOptions = { ...SYNTHETIC_OPTIONS, ranks: [1, 2] };
const OPTIONS = withOwnMethods(PLAIN, [ranked(), early]);

describe('the plan', () => {
  const ids = (options: AuditOptions): string[] => planGrid(3, options).map(({ id }) => id);

  it('has an arm of a method of one’s own at each layer, for each rank that it has', () => {
    const own = ids(OPTIONS).filter((id) => id.startsWith('my-'));
    expect(own).toEqual([
      ...['my-input@1', 'my-input@2'],
      ...['my-subspace@0/k1', 'my-subspace@1/k1', 'my-subspace@2/k1'],
      ...['my-subspace@0/k2', 'my-subspace@1/k2', 'my-subspace@2/k2'],
      'my-subspace@all/k1/sequential',
    ]);
    expect(planGrid(3, OPTIONS).find(({ id }) => id === 'my-input@1')?.point).toBe('resid_pre');
  });

  it('is otherwise what it is without', () => {
    expect(ids(OPTIONS).filter((id) => !id.startsWith('my-'))).toEqual(ids(PLAIN));
  });
});

describe('an audit with methods of one’s own', () => {
  let run: SyntheticRun;
  let plain: SyntheticRun;
  beforeAll(async () => {
    run = await syntheticRun(WEAK, OPTIONS);
    plain = await syntheticRun(WEAK, PLAIN);
  });

  it('chooses an arm of each, last, and compares it with pca-ot in the same family', () => {
    const { chosen, comparisons, verdict } = run.results;
    expect(chosen.slice(-2).map(({ method }) => method)).toEqual(['my-input', 'my-subspace']);
    expect(chosen.at(-1)!.armId).toMatch(/^my-subspace@\d\/k[12]$/);
    expect(comparisons.map(({ rivalId }) => rivalId)).toEqual(
      expect.arrayContaining(chosen.slice(-2).map(({ armId }) => armId)),
    );
    expect(comparisons).toHaveLength(plain.results.comparisons.length + 2);
    expect(verdict.brokenAt).toHaveProperty('my-subspace');
  });

  it('takes them up into the attacks of the robustness score', () => {
    const more = run.results.arms.length - plain.results.arms.length;
    expect(more).toBe(5 + 2 * 6 + 1);
    expect(run.results.robustness.everything.arms).toBeGreaterThan(plain.results.robustness.everything.arms);
    expect(run.results.robustness.grid).toEqual(plain.results.robustness.grid);
  });

  it('is replayed from its journal, through JSON, without their code', async () => {
    const identity = JSON.parse(JSON.stringify(run.identity));
    const units = new Map(JSON.parse(JSON.stringify([...run.units])) as [string, unknown][]);
    const { results } = await runAudit(identity.subject, identity.options, replayRunner(units));
    expect(resultsText(results)).toBe(resultsText(run.results));
  });

  it('says what they are in the report, the tables and the figures', async () => {
    const report = markdownReport(run.results, {
      ...{
        localisation: 'l',
        scatter: 's',
        damage: 'd',
        robustness: 'r',
        doseResponse: null,
        geometry: null,
      },
    });
    expect(report).toContain(
      '- Method `my-subspace`, not built in, version `1`: My subspace, at resid_post. Does something in K axes.',
    );
    expect(report).toContain('My input, at resid_pre. Acts on a block’s input.');
    expect(armsCsv(run.results)).toContain('my-subspace@5/k2');
    for (const figure of [await localisationFigure(run.results), await damageFigure(run.results)]) {
      expect(figure).toContain('#1b7837');
      expect(figure).toContain('>my-subspace');
    }
  });

  it('sends their styles to the page, with a shade for a dark ground', () => {
    const { styles, series, provenance } = reportPageData(run.results);
    expect(styles['my-subspace']).toEqual({
      symbol: 'square',
      shades: { light: '#1b7837', dark: '#82b591' },
    });
    expect(styles['my-input'].symbol).toBe('hexagon');
    expect(Object.keys(styles)).toEqual(expect.arrayContaining(['baseline', 'pca-ot']));
    expect(series.map(({ label }) => label)).toEqual(expect.arrayContaining(['my-subspace K=1', 'my-input']));
    expect(JSON.stringify(provenance)).toContain('my-subspace, not built in, version 1');
  });

  it('leaves no trace where there are none', () => {
    expect(resultsText(plain.results)).not.toContain('ownMethods');
    expect(JSON.stringify(plain.identity)).not.toContain('ownMethods');
  });

  it('is another protocol than an audit of another version, and not of another colour', () => {
    const other = (methods: Parameters<typeof withOwnMethods>[1]) => ({
      results: run.results,
      identity: { ...run.identity, options: withOwnMethods(PLAIN, methods) },
    });
    expect(protocolDifferences(run, other([ranked('2'), early]))).toMatchObject([
      {
        path: 'options.ownMethods',
        a: { 'my-input': '1', 'my-subspace': '1' },
        b: { 'my-input': '1', 'my-subspace': '2' },
        breaks: true,
      },
    ]);
    expect(protocolDifferences(run, other([]))).toMatchObject([{ path: 'options.ownMethods', b: null }]);
    const recoloured = { ...ranked(), style: { colour: '#000000', symbol: 'star' } as const };
    expect(protocolDifferences(run, other([recoloured, early]))).toEqual([]);
  });
});
