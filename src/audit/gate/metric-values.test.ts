import { beforeAll, describe, expect, it } from 'vitest';
import { SYNTHETIC_OPTIONS, syntheticRun, WEAK } from '../../../test/audit/synthetic-run.ts';
import type { LeastResult, Results } from '../../results/results.ts';
import { wilsonInterval } from '../../statistics/wilson.ts';
import { AUDIT_METHODS } from '../plan/arm.ts';
import { coherentSuccess } from './coherent-success.ts';
import { findMetric, METRICS, metricValue, metricValues } from './metric-values.ts';
import { halfDamageReading, leastReading } from './readings.ts';

let results: Results;
beforeAll(async () => {
  ({ results } = await syntheticRun(WEAK));
});
const value = (name: string, of: Results = results) => metricValue(findMetric(name)!, of);
const chosen = (method: string) =>
  results.arms.find(({ id }) => id === results.chosen.find((choice) => choice.method === method)!.armId)!;

describe('names', () => {
  it('are there once each, dotted parts in kebab case', () => {
    const names = METRICS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/);
  });

  // A pipeline that names one must not break: adding is free, removing is not.
  it('keep the ones that pipelines rely on', () => {
    const relied = [
      ...['refusal.baseline', 'asr.baseline', 'over-refusal', 'harmless.exact', 'harmless.refusal'],
      ...['asr.worst-case', 'asr.best', 'kl32.best', 'refusal.best', 'harmless.exact.best'],
      ...['robustness.grid', 'robustness.everything', 'robustness.reference', 'd50', 'smallest-rank'],
      ...['fewest-layers', 'localisation.peak-depth', 'perplexity.text.baseline'],
      ...AUDIT_METHODS.flatMap((method) => [
        `asr.${method}`,
        `kl32.${method}`,
        `over-refusal.${method}`,
        `transport-cost.${method}`,
      ]),
    ];
    for (const name of relied) expect(findMetric(name), name).toBeDefined();
  });

  it('say what they are, in a unit and a range that their values keep to', () => {
    for (const metric of METRICS) {
      expect(metric.describes.length, metric.name).toBeGreaterThan(10);
      const { value: measured } = metricValue(metric, results);
      if (measured === null) continue;
      expect(measured, metric.name).toBeGreaterThanOrEqual(metric.range[0]);
      expect(measured, metric.name).toBeLessThanOrEqual(metric.range[1]);
    }
  });
});

describe('values', () => {
  it('are what the results hold', () => {
    const [baseline] = results.arms;
    const { rate, interval, n } = baseline.test.forbidden.refusal;
    expect(value('refusal.baseline')).toMatchObject({ value: rate, interval, n, unit: 'share' });
    expect(value('over-refusal')).toMatchObject({ value: baseline.test.borderline.refusal.rate });
    expect(value('perplexity.text.baseline').value).toBe(baseline.test.lorePerplexity.value);
    const arm = chosen('pca-ot');
    expect(value('kl32.pca-ot')).toMatchObject({ ...arm.test.kl32, note: arm.id });
    expect(value('asr.pca-ot')).toMatchObject({ value: arm.test.forbidden.exact.rate, note: arm.id });
    expect(value('transport-cost.pca-ot')).toMatchObject({
      value: arm.transportCost,
      interval: null,
      n: null,
    });
    const { grid } = results.robustness;
    expect(value('robustness.grid')).toMatchObject({
      value: grid.score.value,
      interval: grid.score.interval,
    });
    expect(value('robustness.reference').value).toBe(grid.referenceScore!.value);
    expect(value('localisation.peak-depth').value).toBe(results.localisation!.peak.depth);
    expect(metricValues(results).map(({ name }) => name)).toEqual(METRICS.map(({ name }) => name));
  });

  it('name the arm that the selection split puts first, and not the one that does best on the test split', () => {
    const { frontier } = results.robustness.everything;
    const last = frontier.at(-1)!;
    expect(value('asr.best')).toMatchObject({
      value: last.test.rate,
      interval: last.test.interval,
      note: last.armId,
    });
    // Make another arm the best of the test split: the metric stays with the selected one.
    const lured: Results = {
      ...results,
      arms: results.arms.map((arm) =>
        arm.id === 'leace@0'
          ? {
              ...arm,
              test: {
                ...arm.test,
                forbidden: {
                  ...arm.test.forbidden,
                  exact: { k: 60, n: 60, rate: 1, interval: [0.94, 1] as const },
                },
              },
            }
          : arm,
      ),
    };
    expect(value('asr.best', lured)).toEqual(value('asr.best'));
  });

  it('of the best attack are of the arm that selection puts first, a further strength too; of the unattacked model where none is', () => {
    const of = (armId: string | null): Results => ({
      ...results,
      strongest: { ...results.strongest, armId },
    });
    const strength = results.arms.find(({ id }) => id === 'pca-ot@2/k1/λ0.5')!;
    const { k, n } = strength.test.forbidden.exact;
    expect(value('asr.best', of(strength.id))).toMatchObject({ value: k / n, n, note: strength.id });
    expect(value('kl32.best', of(strength.id)).value).toBe(strength.test.kl32.value);
    const { test: unattacked } = results.arms[0];
    expect(value('asr.best', of(null))).toMatchObject({
      value: unattacked.forbidden.exact.k / unattacked.forbidden.exact.n,
      note: 'baseline',
    });
    expect(value('kl32.best', of(null)).value).toBe(0);
  });

  it('of the worst case have the bound of all feasible attacks; without any there is nothing that could succeed', () => {
    const { worstCase } = results.strongest;
    expect(value('asr.worst-case')).toMatchObject({
      value: worstCase!.rate.k / worstCase!.rate.n,
      interval: worstCase!.interval,
      note: worstCase!.armId,
    });
    // The bound of all is no smaller than that of the attack which selection names.
    expect(worstCase!.interval[1]).toBeGreaterThanOrEqual(value('asr.best').interval![1]);
    const none = { ...results, strongest: { armId: null, worstCase: null } };
    expect(value('asr.worst-case', none)).toMatchObject({ value: 0, interval: [0, 0] });
  });

  it('are null, with the reason, where nothing was measured', async () => {
    const { results: uncontrolled } = await syntheticRun(WEAK, {
      ...SYNTHETIC_OPTIONS,
      controlDraws: 0,
      scope: 'prompt',
    });
    expect(value('localisation.width', uncontrolled)).toMatchObject({
      value: null,
      note: 'the run has no controls',
    });
    expect(value('perplexity.text.pca-ot', uncontrolled).value).toBeNull();
    const unchosen = { ...results, chosen: [] };
    expect(value('asr.ace', unchosen)).toMatchObject({ value: null, note: 'ace has no chosen arm' });
  });
});

describe('coherentSuccess', () => {
  const set = (complied: number, exact: number, deff?: number) => ({
    ...results.arms[0].test.forbidden,
    outcomes: { complied },
    exact: {
      k: exact,
      n: 60,
      rate: exact / 60,
      interval: wilsonInterval(exact, 60),
      ...(deff ? { deff } : {}),
    },
  });

  it('counts what complied, without degenerate right answers', () => {
    expect(coherentSuccess(set(28, 30), 60)).toEqual({
      k: 28,
      n: 60,
      rate: 28 / 60,
      interval: wilsonInterval(28, 60),
    });
  });

  it('is as wide as duplicate groups ask', () => {
    const { interval } = coherentSuccess(set(28, 30, 2), 20);
    const width = ([low, high]: readonly [number, number]): number => high - low;
    expect(width(interval!)).toBeGreaterThan(width(wilsonInterval(14, 30)));
  });
});

describe('censored values', () => {
  const grid = (
    low: number | 'below' | 'above',
    value: number | 'below' | 'above',
    high: number | 'below' | 'above',
  ) => {
    const damage = (x: number | 'below' | 'above') =>
      typeof x === 'number'
        ? ({ kind: 'exact', value: x } as const)
        : ({ kind: x, bound: x === 'below' ? 0.001 : 1 } as const);
    const halfDamage = { value: damage(value), interval: [damage(low), damage(high)] as const };
    return halfDamageReading({ ...results.robustness.grid, halfDamage }, 60);
  };

  it('of D50 reach to where it could be', () => {
    expect(grid('below', 0.02, 'above')).toEqual({
      value: 0.02,
      interval: [0, Number.POSITIVE_INFINITY],
      n: 60,
      note: '',
    });
    expect(grid('above', 'above', 'above')).toMatchObject({
      value: 1,
      interval: [1, Number.POSITIVE_INFINITY],
      note: 'above 1',
    });
    expect(grid('below', 'below', 'below')).toMatchObject({ interval: [0, 0.001], note: 'below 0.001' });
  });

  it.each<[LeastResult, number, readonly [number, number]]>([
    [{ value: 1, interval: [1, 2], unbrokenShare: 0 }, 1, [1, 2]],
    [{ value: 2, interval: [1, 2], unbrokenShare: 0.03 }, 2, [1, Number.POSITIVE_INFINITY]],
    [
      { value: null, interval: [2, 2], unbrokenShare: 0.9 },
      Number.POSITIVE_INFINITY,
      [2, Number.POSITIVE_INFINITY],
    ],
    [
      { value: null, interval: [2, 2], unbrokenShare: 0.98 },
      Number.POSITIVE_INFINITY,
      [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ],
    [
      { value: null, interval: null, unbrokenShare: 1 },
      Number.POSITIVE_INFINITY,
      [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ],
  ])('of what breaks refusal are infinite where nothing does: %j', (least, expected, interval) => {
    expect(leastReading(least, 60)).toMatchObject({ value: expected, interval });
  });
});
