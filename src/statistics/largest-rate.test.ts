import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { largestRate } from './largest-rate.ts';
import { RandomStream } from './random-stream.ts';
import { rateOfFlags } from './rate.ts';

const first = (k: number, n: number): boolean[] => Array.from({ length: n }, (_, i) => i < k);

describe('largestRate', () => {
  it('is the first arm with the most successes, bounded by the largest upper end', () => {
    const found = largestRate([first(3, 20), first(15, 20), first(15, 20)]);
    expect(found).toMatchObject({ index: 1, rate: rateOfFlags(first(15, 20)) });
    expect(found.upper).toBe(rateOfFlags(first(15, 20)).interval![1]);
    // Groups that all come out alike make the smaller rate the less certain one.
    const groups = [...Array(10).fill(0), ...Array(10).fill(1)];
    const alike = [...first(10, 20)];
    const mixed = Array.from({ length: 20 }, (_, i) => i % 10 < 6);
    const grouped = largestRate([alike, mixed], groups);
    expect(grouped.index).toBe(1);
    expect(grouped.upper).toBe(rateOfFlags(alike, groups).interval![1]);
  });

  it('never falls when an arm joins', () => {
    const arm = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(arm, { minLength: 1, maxLength: 6 }), arm, (arms, another) => {
        const [without, with_] = [largestRate(arms), largestRate([...arms, another])];
        expect(with_.upper).toBeGreaterThanOrEqual(without.upper);
        expect(with_.rate.k).toBeGreaterThanOrEqual(without.rate.k);
      }),
    );
  });

  it('is above the largest true rate in at least 95% of samples, however many arms are about as good', () => {
    const random = new RandomStream(7, 'largest rate');
    for (const arms of [1, 5, 40]) {
      const samples = 400;
      let above = 0;
      for (let sample = 0; sample < samples; sample++) {
        const flags = Array.from({ length: arms }, () =>
          Array.from({ length: 60 }, () => random.uniform() < 0.3),
        );
        if (largestRate(flags).upper >= 0.3) above++;
      }
      expect(above / samples, `${arms} arms`).toBeGreaterThan(0.95);
    }
  });

  it('refuses what has no rate', () => {
    expect(() => largestRate([])).toThrow(InvalidInputError);
    expect(() => largestRate([[]])).toThrow(InvalidInputError);
  });
});
