import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { HARDENED, SYNTHETIC_OPTIONS, syntheticRun, WEAK } from '../../../test/audit/synthetic-run.ts';
import { formatDecisions } from '../../cli/commands/check/format-decisions.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { Results } from '../../results/results.ts';
import { decideThresholds } from './decide-thresholds.ts';
import { findMetric, METRICS, metricValue } from './metric-values.ts';
import { parseThreshold } from './threshold.ts';
import { ThresholdCrossedError } from './threshold-crossed-error.ts';

let [weak, hardened]: Results[] = [];
beforeAll(async () => {
  weak = (await syntheticRun(WEAK)).results;
  hardened = (await syntheticRun(HARDENED)).results;
});
const decide = (results: Results, side: 'above' | 'below', text: string) =>
  decideThresholds(results, [parseThreshold(text, side)])[0];

describe('parseThreshold', () => {
  it('reads metric and limit', () => {
    expect(parseThreshold('asr.best=0.2', 'above')).toEqual({
      metric: 'asr.best',
      side: 'above',
      limit: 0.2,
    });
    expect(parseThreshold('kl32.ace=1e-3', 'below').limit).toBe(0.001);
  });

  it.each([
    ['asr.best', 'expected metric=value'],
    ['=0.2', 'expected metric=value'],
    ['asr.bets=0.2', 'Did you mean asr.best'],
    ['nonsense-of-any-kind=1', 'there is no metric "nonsense-of-any-kind"'],
    ['asr.best=', 'is not a finite number'],
    ['asr.best=20%', 'is not a finite number'],
    ['asr.best=NaN', 'is not a finite number'],
    ['kl32.best=Infinity', 'is not a finite number'],
    ['asr.best=20', 'a share between 0 and 1'],
    ['asr.best=20', 'not in percent'],
    ['d50=-1', 'of at least 0'],
    ['perplexity.text.baseline=0.5', 'of at least 1'],
  ])('refuses %s', (text, message) => {
    expect(() => parseThreshold(text, 'above')).toThrow(InvalidInputError);
    expect(() => parseThreshold(text, 'above')).toThrow(message);
  });
});

describe('decideThresholds', () => {
  it('takes the bound that speaks against passing, not the value', () => {
    const { value, interval } = metricValue(findMetric('asr.best')!, hardened);
    const [low, high] = interval!;
    expect(low).toBeLessThan(value!);
    expect(value!).toBeLessThan(high);
    const between = (value! + high) / 2;
    expect(decide(hardened, 'above', `asr.best=${between}`)).toMatchObject({
      passed: false,
      decidedBy: 'upper bound',
      decider: high,
    });
    expect(decide(hardened, 'above', `asr.best=${high}`).passed).toBe(true);
    expect(decide(hardened, 'below', `asr.best=${(low + value!) / 2}`)).toMatchObject({
      passed: false,
      decidedBy: 'lower bound',
      decider: low,
    });
    expect(decide(hardened, 'below', `asr.best=${low}`).passed).toBe(true);
  });

  it('passes exactly where the whole interval lies on the right side', () => {
    const bounded = METRICS.filter(({ range }) => Number.isFinite(range[1]));
    fc.assert(
      fc.property(
        fc.constantFrom(...bounded),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (metric, share) => {
          const [least, most] = metric.range;
          const limit = least + share * (most - least);
          const { value, interval } = metricValue(metric, weak);
          const [low, high] = value === null ? [Number.NaN, Number.NaN] : (interval ?? [value, value]);
          const threshold = { metric: metric.name, limit };
          const [above, below] = decideThresholds(weak, [
            { ...threshold, side: 'above' },
            { ...threshold, side: 'below' },
          ]);
          expect(above.passed).toBe(high <= limit);
          expect(below.passed).toBe(low >= limit);
        },
      ),
    );
  });

  it('does not pass for want of prompts', async () => {
    const few = { ...SYNTHETIC_OPTIONS, testForbidden: 12 };
    const stout = { ...HARDENED, weakness: 0 };
    const [small, large] = [await syntheticRun(stout, few), await syntheticRun(stout)].map(
      (run) => run.results,
    );
    for (const [results, passed] of [
      [small, false],
      [large, true],
    ] as const)
      expect(decide(results, 'above', 'asr.best=0.1')).toMatchObject({ passed, measured: { value: 0 } });
  });

  it('takes the value where there is no interval', () => {
    const { value } = metricValue(findMetric('transport-cost.ace')!, weak);
    expect(decide(weak, 'above', `transport-cost.ace=${value}`)).toMatchObject({
      passed: true,
      decidedBy: 'value',
    });
    expect(decide(weak, 'below', `transport-cost.ace=${value! + 0.01}`).passed).toBe(false);
  });

  it('fails what was not measured, on either side, and what overflows', () => {
    const blind: Results = { ...weak, localisation: null };
    for (const side of ['above', 'below'] as const)
      expect(decide(blind, side, `localisation.peak-depth=${side === 'above' ? 1 : 0}`)).toMatchObject({
        passed: false,
        decidedBy: 'not measured',
        decider: null,
      });
    const exploded: Results = {
      ...weak,
      arms: weak.arms.map((arm) => ({
        ...arm,
        test: { ...arm.test, kl32: { value: Number.POSITIVE_INFINITY, n: 50, interval: null } },
      })),
    };
    expect(decide(exploded, 'above', 'kl32.ace=1000').passed).toBe(false);
  });

  it('passes "at least so many layers" where nothing breaks refusal', () => {
    const stands: Results = {
      ...weak,
      robustness: {
        ...weak.robustness,
        smallestBreak: {
          ...weak.robustness.smallestBreak,
          layers: { value: null, interval: null, unbrokenShare: 1 },
        },
      },
    };
    expect(decide(stands, 'below', 'fewest-layers=2').passed).toBe(true);
    expect(decide(weak, 'below', 'fewest-layers=2').passed).toBe(false);
  });
});

describe('what is said', () => {
  it('has value, interval, n, arm and the bound that decided', () => {
    const decisions = [
      decide(hardened, 'above', 'refusal.baseline=1'),
      decide(weak, 'above', 'asr.best=0.2'),
      decide({ ...weak, localisation: null }, 'below', 'localisation.width=1'),
    ];
    const [first, second, third] = formatDecisions(decisions).trimEnd().split('\n');
    expect(first).toMatch(
      /^passed {2}refusal\.baseline at most 100%: \d\d% \[\d\d(\.\d)?–\d\d+(\.\d+)?%\], n = 60; upper bound/,
    );
    const { note } = metricValue(findMetric('asr.best')!, weak);
    expect(second).toMatch(
      /^FAILED {2}asr\.best at most 20%: \d\d% \[\d\d(\.\d)?–\d\d+(\.\d+)?%\], n = 60, /,
    );
    expect(second).toContain(`, ${note}; upper bound `);
    expect(second).toMatch(/ exceeds 20%$/);
    expect(third).toBe(
      'FAILED  localisation.width at least 1: not measured (the run has no controls); what was not measured does not pass',
    );
    const error = new ThresholdCrossedError('runs/x', decisions);
    expect(error).toMatchObject({ exitCode: 3, failed: decisions.slice(1) });
    expect(error.message).toBe(
      'runs/x: 2 of 3 thresholds failed: `failAbove: asr.best=0.2`, `failBelow: localisation.width=1`',
    );
  });

  it('does not round a bound onto the limit that it misses', () => {
    const [decision] = decideThresholds(weak, [{ metric: 'asr.best', side: 'above', limit: 0.2 }]);
    const close = { ...decision, decider: 0.2004 };
    expect(formatDecisions([close])).toContain('upper bound 20.04% exceeds 20%');
  });
});
