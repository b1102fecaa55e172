import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussians } from '../../test/goldens/transport/gaussian-sample.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { refusalScore } from './refusal-score.ts';

describe('refusalScore', () => {
  it('is log(p/(1 − p)), the same after adding a constant, and odd under complement', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 39 }),
        (seed, size, k) => {
          const logits = Float32Array.from(gaussians(seed, size));
          const tokens = Array.from({ length: Math.min(k, size - 1) }, (_, i) => i);
          const rest = Array.from({ length: size - tokens.length }, (_, i) => tokens.length + i);
          const weight = (ids: number[]) => ids.reduce((sum, id) => sum + Math.exp(logits[id]), 0);
          const score = refusalScore(logits, tokens);
          expect(score).toBeCloseTo(Math.log(weight(tokens) / weight(rest)), 12);
          expect(refusalScore(logits, rest)).toBeCloseTo(-score, 12);
          expect(
            refusalScore(
              logits.map((value) => value + 64),
              tokens,
            ),
          ).toBeCloseTo(score, 4);
          expect(refusalScore(Float32Array.of(99, ...logits, 99), [...tokens, 0], 1, size)).toBe(score);
        },
      ),
    );
  });

  it('stays within ±18.42 and never gives NaN', () => {
    expect(refusalScore(Float32Array.of(2000, -2000), [0])).toBeCloseTo(18.4207, 4);
    expect(refusalScore(Float32Array.of(2000, -2000), [1])).toBeCloseTo(-18.4207, 4);
    expect(refusalScore(Float32Array.of(0, -Infinity), [1])).toBeCloseTo(-18.4207, 4);
    expect(refusalScore(Float32Array.of(0, -Infinity), [0])).toBeCloseTo(18.4207, 4);
    expect(refusalScore(Float32Array.of(-2000, -2001, 2), [0, 1, 2])).toBeCloseTo(18.4207, 4);
  });

  it.each([
    [Float32Array.of(0, 1), []],
    [Float32Array.of(0, 1), [2]],
    [Float32Array.of(0, 1), [-1]],
    [Float32Array.of(0, Number.NaN), [0]],
    [Float32Array.of(Infinity, 0), [0]],
    [Float32Array.of(-Infinity, -Infinity), [0]],
  ])('refuses %j with refusal tokens %j', (logits, tokens) => {
    expect(() => refusalScore(logits, tokens)).toThrow(InvalidInputError);
  });
});
