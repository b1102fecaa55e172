import { describe, expect, it } from 'vitest';
import { ratioEstimate } from '../statistics/estimate.ts';
import * as metric from './perplexity.ts';
import { NOT_REACHED, sumLogLikelihoods } from './perplexity.ts';

const perplexity = (...rows: Parameters<typeof sumLogLikelihoods>) =>
  metric.perplexity(sumLogLikelihoods(...rows));

describe('perplexity', () => {
  it('is the vocabulary size under a uniform distribution', () => {
    const uniform = Math.log(1 / 64);
    const { value, n, interval } = perplexity([
      Float32Array.of(uniform, uniform),
      new Float32Array(7).fill(uniform),
    ]);
    expect(value).toBeCloseTo(64, 4);
    expect(n).toBe(2);
    expect(interval![0]).toBeCloseTo(64, 4);
    expect(interval![1]).toBeCloseTo(64, 4);
  });

  it('is a geometric mean over tokens, and the exponential carries the interval of the mean', () => {
    const rows = [Float32Array.of(-1), Float32Array.of(-2, -4, -5), Float32Array.of(-0.5, -0.5)];
    const mean = ratioEstimate([1, 11, 1], [1, 3, 2]);
    const { value, interval } = perplexity(rows);
    expect(value).toBeCloseTo(Math.exp(13 / 6), 10);
    expect(interval).toEqual([Math.exp(mean.interval![0]), Math.exp(mean.interval![1])]);
  });

  it('counts a document from its own beginning on', () => {
    const rows = [Float32Array.of(-90, -1, -3), Float32Array.of(-80, -70, -2)];
    expect(perplexity(rows, [1, 2])).toEqual(perplexity([Float32Array.of(-1, -3), Float32Array.of(-2)]));
    expect(perplexity(rows, [1, 2]).value).toBeCloseTo(Math.exp(2), 10);
  });

  it('sums long documents in float64', () => {
    const { value } = perplexity([new Float32Array(200_000).fill(-0.1)]);
    expect(Math.log(value!)).toBeCloseTo(Math.fround(0.1), 12);
  });

  it('is infinite, with no interval, where a token is ruled out', () => {
    expect(perplexity([Float32Array.of(-1, -Infinity), Float32Array.of(-1)])).toEqual({
      value: Infinity,
      n: 2,
      interval: null,
    });
  });

  it('has no value without tokens', () => {
    expect(perplexity([])).toEqual(NOT_REACHED);
    expect(perplexity([Float32Array.of(-1)], [1]).value).toBeNull();
  });
});
