import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../statistics/random-stream.ts';
import { permuteLabels } from './permute-labels.ts';

/** n rows of one coordinate: their number. */
function numbered(from: number, count: number) {
  return { rows: Float32Array.from({ length: count }, (_, i) => from + i), count, dimension: 1 };
}

describe('permuteLabels', () => {
  it('keeps the rows and the class sizes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 2, max: 9 }),
        fc.integer(),
        (a, b, seed) => {
          const shuffled = permuteLabels(numbered(0, a), numbered(a, b), new RandomStream(seed, ''));
          expect(shuffled.source.count).toBe(a);
          const all = [...shuffled.source.rows, ...shuffled.target.rows].sort((x, y) => x - y);
          expect(all).toEqual(Array.from({ length: a + b }, (_, i) => i));
        },
      ),
    );
  });

  it('never parts a group of one class, and always parts twins', () => {
    // Groups of two in each class, and two pairs of twins.
    const groups = { source: ['a', 'a', 'b', 'b', 't', 'u'], target: ['c', 'c', 'd', 'd', 't', 'u'] };
    const label = new Map<string, number>();
    for (let seed = 0; seed < 60; seed++) {
      const random = new RandomStream(seed, 'groups');
      const { source } = permuteLabels(numbered(0, 6), numbered(6, 6), random, groups);
      const inSource = new Set(source.rows);
      for (const [first, second] of [
        [0, 1],
        [2, 3],
        [6, 7],
        [8, 9],
      ])
        expect(inSource.has(first)).toBe(inSource.has(second));
      expect(inSource.has(4)).toBe(!inSource.has(10));
      expect(inSource.has(5)).toBe(!inSource.has(11));
      expect(source.count).toBe(6);
      const key = [...inSource].sort((x, y) => x - y).join();
      label.set(key, (label.get(key) ?? 0) + 1);
    }
    // 6 ways for the groups, 4 for the twins.
    expect(label.size).toBeGreaterThan(15);
  });

  it('refuses to leave a class empty', () => {
    const groups = { source: ['a', 'a', 'a', 'a'], target: ['b', 'c', 'd', 'e'] };
    const run = (seed: number) =>
      permuteLabels(numbered(0, 4), numbered(4, 4), new RandomStream(seed, ''), groups);
    const outcomes = Array.from({ length: 30 }, (_, seed) => {
      try {
        return run(seed).source.count;
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(outcomes).toContain(4);
    expect(outcomes.some((outcome) => String(outcome).includes('leave 1 rows in a class'))).toBe(true);
  });
});
