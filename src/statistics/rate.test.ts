import { describe, expect, it } from 'vitest';
import { rateOf, rateOfFlags } from './rate.ts';
import { wilsonInterval } from './wilson.ts';

describe('rateOf', () => {
  it('gives k, n, their quotient and its Wilson interval', () => {
    expect(rateOf(3, 8)).toEqual({ k: 3, n: 8, rate: 0.375, interval: wilsonInterval(3, 8) });
  });

  it('has no value where nothing was counted', () => {
    expect(rateOf(0, 0)).toEqual({ k: 0, n: 0, rate: null, interval: null });
  });

  it('refuses more successes than trials', () => {
    expect(() => rateOf(2, 1)).toThrow('2 of 1');
  });
});

describe('rateOfFlags', () => {
  it('counts what is true', () => {
    expect(rateOfFlags([true, false, true, true])).toEqual(rateOf(3, 4));
    expect(rateOfFlags([])).toEqual(rateOf(0, 0));
  });
});
