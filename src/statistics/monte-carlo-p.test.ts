import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { monteCarloP } from './monte-carlo-p.ts';

describe('monteCarloP', () => {
  it('counts the observed value among the draws', () => {
    expect(monteCarloP(0.9, new Array(19).fill(0.1))).toBe(1 / 20);
    expect(monteCarloP(0.5, [0.1, 0.5, 0.9])).toBe(3 / 4);
    expect(monteCarloP(0, [0.1, 0.5, 0.9])).toBe(1);
    // .1 + .2 is not .3 to the last digit.
    expect(monteCarloP(0.3, [0.1 + 0.2])).toBe(1);
    expect(monteCarloP(0.1 + 0.2, [0.3])).toBe(1);
  });

  it('refuses no draws and draws that are none', () => {
    for (const draws of [[], [Number.NaN], [Number.POSITIVE_INFINITY]])
      expect(() => monteCarloP(0.5, draws)).toThrow(InvalidInputError);
  });
});
