import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratioEstimate, transformEstimate } from './estimate.ts';
import { Z95 } from './wilson.ts';

const totals = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 40 });

function closeTo(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}

describe('ratioEstimate', () => {
  it('is mean ± 1.96 standard errors for equal weights, whatever the weight', () => {
    fc.assert(
      fc.property(totals, fc.double({ min: 0.1, max: 50, noNaN: true }), (values, weight) => {
        const n = values.length;
        const mean = values.reduce((sum, value) => sum + value, 0) / n;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
        const half = Z95 * Math.sqrt(variance / n);
        const unit = ratioEstimate(values);
        expect(unit.n).toBe(n);
        closeTo(unit.value!, mean);
        closeTo(unit.interval![0], mean - half);
        closeTo(unit.interval![1], mean + half);
        const weighted = ratioEstimate(
          values.map((value) => value * weight),
          values.map(() => weight),
        );
        closeTo(weighted.value!, mean);
        closeTo(weighted.interval![1], mean + half);
      }),
    );
  });

  it('has no width where every unit has the same ratio', () => {
    const weights = [1, 5, 32, 7];
    const { value, interval } = ratioEstimate(
      weights.map((weight) => 3 * weight),
      weights,
    );
    expect(value).toBe(3);
    expect(interval).toEqual([3, 3]);
  });

  it('weighs units by their weights and computes the linearised variance', () => {
    // r = 9/6; residuals 2 − 1.5, 3 − 3, 4 − 4.5; SE² = 3/2 · 0.5 / 36.
    const { value, interval } = ratioEstimate([2, 3, 4], [1, 2, 3]);
    expect(value).toBe(1.5);
    expect(interval![1] - 1.5).toBeCloseTo(Z95 * Math.sqrt(0.75 / 36), 12);
    expect(1.5 - interval![0]).toBeCloseTo(Z95 * Math.sqrt(0.75 / 36), 12);
  });

  it('has no interval with one unit, no value with none or without weight', () => {
    expect(ratioEstimate([6], [4])).toEqual({ value: 1.5, n: 1, interval: null });
    expect(ratioEstimate([])).toEqual({ value: null, n: 0, interval: null });
    expect(ratioEstimate([0, 0], [0, 0])).toEqual({ value: null, n: 2, interval: null });
  });
});

describe('transformEstimate', () => {
  it('carries value and both bounds, and keeps n', () => {
    const estimate = { value: 1, n: 9, interval: [0, 2] } as const;
    expect(transformEstimate(estimate, Math.exp)).toEqual({
      value: Math.E,
      n: 9,
      interval: [1, Math.exp(2)],
    });
  });

  it('leaves what is not there alone', () => {
    expect(transformEstimate({ value: null, n: 0, interval: null }, Math.exp)).toEqual({
      value: null,
      n: 0,
      interval: null,
    });
    expect(transformEstimate({ value: 0, n: 1, interval: null }, Math.exp)).toEqual({
      value: 1,
      n: 1,
      interval: null,
    });
  });
});
