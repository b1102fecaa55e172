import { expect, it } from 'vitest';
import { exceedanceProbability } from './exceedance-probability.ts';

it('counts draws at or above what was observed, itself included', () => {
  expect(exceedanceProbability(3, [1, 2, 3, 4])).toBe(3 / 5);
  expect(exceedanceProbability(9, [1, 2, 3, 4])).toBe(1 / 5);
  expect(exceedanceProbability(0, [])).toBe(1);
});

it('counts a draw that is equal but for rounding', () => {
  expect(exceedanceProbability(0.1 + 0.2, [0.3])).toBe(1);
  expect(exceedanceProbability(-0.3, [-0.1 - 0.2])).toBe(1);
});

it('refuses NaN', () => {
  expect(() => exceedanceProbability(Number.NaN, [1])).toThrow('not a number');
  expect(() => exceedanceProbability(1, [Number.NaN])).toThrow('null draw');
});
