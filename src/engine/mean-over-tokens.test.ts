import { describe, expect, it } from 'vitest';
import { meanOverTokens } from './mean-over-tokens.ts';

describe('meanOverTokens', () => {
  const rows = Float32Array.of(1, 10, 3, 30, 5, 50, 2, 4);

  it('is the mean of each prompt', () => {
    expect(meanOverTokens(rows, 2, [3, 1])).toEqual(Float32Array.of(3, 30, 2, 4));
    expect(meanOverTokens(rows, 2, [1, 3])).toEqual(Float32Array.of(1, 10, 10 / 3, 28));
  });

  it('counts the first tokens only, where told', () => {
    expect(meanOverTokens(rows, 2, [3, 1], [2, 1])).toEqual(Float32Array.of(2, 20, 2, 4));
  });

  it('sums in float64', () => {
    // In float32 2²⁴ + 1 is 2²⁴.
    const large = Float32Array.of(2 ** 24, 1, 1, 0);
    expect(meanOverTokens(large, 1, [4])).toEqual(Float32Array.of((2 ** 24 + 2) / 4));
  });
});
