import { describe, expect, it } from 'vitest';
import { ratioEstimate } from '../statistics/estimate.ts';
import * as metric from './divergence.ts';
import { DIVERGENCE_STEPS, sumDivergences } from './divergence.ts';

const firstTokenDivergence = (rows: readonly Float64Array[]) =>
  metric.firstTokenDivergence(sumDivergences(rows));
const trajectoryDivergence = (rows: readonly Float64Array[]) =>
  metric.trajectoryDivergence(sumDivergences(rows));

const row = (length: number, value: (step: number) => number): Float64Array =>
  Float64Array.from({ length }, (_, step) => value(step));

describe('firstTokenDivergence', () => {
  it('is the mean of the first steps', () => {
    const estimate = firstTokenDivergence([
      Float64Array.of(1, 50),
      Float64Array.of(3, 70),
      Float64Array.of(5),
    ]);
    expect(estimate).toEqual(ratioEstimate([1, 3, 5]));
    expect(estimate.value).toBe(3);
  });

  it('leaves out a prompt without a step', () => {
    expect(firstTokenDivergence([Float64Array.of(4), new Float64Array(0)])).toEqual(ratioEstimate([4]));
  });
});

describe('trajectoryDivergence', () => {
  it('is a mean over tokens, not over prompts', () => {
    const { value, n } = trajectoryDivergence([Float64Array.of(1), Float64Array.of(4, 4, 4)]);
    expect(value).toBe(13 / 4);
    expect(n).toBe(2);
  });

  it('counts 32 steps and nothing after them', () => {
    expect(DIVERGENCE_STEPS).toBe(32);
    const inside = trajectoryDivergence([row(40, (step) => (step < 32 ? 2 : 1000)), row(32, () => 2)]);
    expect(inside.value).toBe(2);
    expect(trajectoryDivergence([row(40, (step) => (step === 31 ? 64 : 0))]).value).toBe(2);
  });

  it('takes prompts as the independent units of its interval', () => {
    const rows = [row(8, () => 1), row(8, () => 2), row(8, () => 6)];
    expect(trajectoryDivergence(rows)).toEqual(ratioEstimate([8, 16, 48], [8, 8, 8]));
    expect(trajectoryDivergence(rows.slice(0, 1)).interval).toBeNull();
    expect(trajectoryDivergence([])).toEqual({ value: null, n: 0, interval: null });
  });

  it('is infinite, with no interval, where the attacked model rules out what the other says', () => {
    const rows = [Float64Array.of(0.1, Infinity), Float64Array.of(0.2), Float64Array.of(0.3)];
    expect(trajectoryDivergence(rows)).toEqual({ value: Infinity, n: 3, interval: null });
  });

  it('keeps a NaN visible', () => {
    expect(trajectoryDivergence([Float64Array.of(0, Number.NaN), Float64Array.of(0)]).value).toBeNaN();
  });
});

it('no bound is negative', () => {
  const rows = [0, 0, 0, 0, 1].map((value) => Float64Array.of(value, value));
  for (const { value, interval } of [firstTokenDivergence(rows), trajectoryDivergence(rows)]) {
    expect(value).toBeCloseTo(0.2);
    expect(interval![0]).toBe(0);
    expect(interval![1]).toBeGreaterThan(0.2);
  }
});
