import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { fisherExact } from './fisher-exact.ts';
import { groupExchangeTest } from './group-exchange-test.ts';
import { indexGroups } from './group-index.ts';
import { independentTest } from './independent-test.ts';
import { newcombeInterval } from './newcombe.ts';
import { RandomStream } from './random-stream.ts';
import { rateOf } from './rate.ts';

const flags = (k: number, n: number): boolean[] => Array.from({ length: n }, (_, i) => i < k);

describe('independentTest', () => {
  it('is Fisher’s test with Newcombe’s interval where prompts are single', () => {
    const test = independentTest(
      { flags: flags(30, 50), groups: flags(0, 50).map((_, i) => i) },
      { flags: flags(9, 40) },
    );
    expect(test).toEqual({
      p: fisherExact(30, 50, 9, 40),
      method: 'fisher-exact',
      n: 40,
      difference: 30 / 50 - 9 / 40,
      interval: newcombeInterval(rateOf(30, 50), rateOf(9, 40)),
    });
  });

  it('exchanges whole groups where there are some: copies of a prompt prove nothing', () => {
    const copied = (k: number, n: number) => ({
      flags: flags(10 * k, 10 * n),
      groups: flags(0, 10 * n).map((_, i) => Math.floor(i / 10)),
    });
    const [first, second] = [copied(4, 6), copied(2, 6)];
    const test = independentTest(first, second);
    expect(test.method).toBe('group-exchange');
    expect(fisherExact(40, 60, 20, 60)).toBeLessThan(0.001);
    // Of groups as wholes: 4 of 6 against 2 of 6.
    expect(test.p).toBeCloseTo(fisherExact(4, 6, 2, 6), 1);
    expect(test.interval[0]).toBeLessThan(0);
    expect(independentTest(first, second)).toEqual(test);
  });

  it('refuses a sample of nothing', () => {
    expect(() => independentTest({ flags: [] }, { flags: [true] })).toThrow(InvalidInputError);
  });
});

describe('groupExchangeTest', () => {
  it('agrees with all exchanges of a small sample, counted out', () => {
    // Groups of 1, 2 and 3 against groups of 2 and 1.
    const first = { values: [1, 1, 1, 1, 0, 1], groups: indexGroups([0, 1, 1, 2, 2, 2], 6) };
    const second = { values: [0, 0, 1], groups: indexGroups([0, 0, 1], 3) };
    const [sums, sizes] = [
      [1, 2, 2, 0, 1],
      [1, 2, 3, 2, 1],
    ];
    const difference = (chosen: readonly number[]): number => {
      const total = (list: readonly number[], inside: boolean): number =>
        list.reduce((sum, value, g) => (chosen.includes(g) === inside ? sum + value : sum), 0);
      return Math.abs(total(sums, true) / total(sizes, true) - total(sums, false) / total(sizes, false));
    };
    const all: number[] = [];
    for (let a = 0; a < 5; a++)
      for (let b = a + 1; b < 5; b++) for (let c = b + 1; c < 5; c++) all.push(difference([a, b, c]));
    const exact = all.filter((value) => value >= difference([0, 1, 2]) - 1e-12).length / all.length;
    expect(groupExchangeTest(first, second, { draws: 19_999 })).toBeCloseTo(exact, 2);
  });

  it('keeps its level under the null hypothesis', () => {
    const random = new RandomStream(5, 'null');
    const sample = (groups: number) => {
      const sizes = Array.from({ length: groups }, () => 1 + random.below(4));
      const values = sizes.flatMap((size) => new Array<number>(size).fill(random.uniform() < 0.4 ? 1 : 0));
      const labels = sizes.flatMap((size, g) => new Array<number>(size).fill(g));
      return { values, groups: indexGroups(labels, labels.length) };
    };
    const trials = 400;
    let rejected = 0;
    for (let trial = 0; trial < trials; trial++)
      if (groupExchangeTest(sample(15), sample(20), { draws: 199, seed: trial }) <= 0.05) rejected++;
    // Three standard errors above .05.
    expect(rejected / trials).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / trials));
    expect(rejected).toBeGreaterThan(3);
  });
});
