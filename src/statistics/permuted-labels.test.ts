import { describe, expect, it } from 'vitest';
import { permutedLabels } from './permuted-labels.ts';
import { RandomStream } from './random-stream.ts';

describe('permutedLabels', () => {
  it('draws every choice of n rows equally often', () => {
    const draw = permutedLabels(2, 2, new RandomStream(1, ''));
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const labels = draw().join('');
      counts.set(labels, (counts.get(labels) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });

  it('swaps twins and nothing else', () => {
    const draw = permutedLabels(3, 3, new RandomStream(2, ''), { source: [1, 2, 3], target: [3, 1, 2] });
    const seen = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const labels = draw();
      for (const [a, b] of [
        [0, 4],
        [1, 5],
        [2, 3],
      ])
        expect(labels[a] + labels[b]).toBe(1);
      seen.add(labels.join(''));
    }
    expect(seen.size).toBe(8);
  });

  it('refuses groups that are not one per row', () => {
    expect(() => permutedLabels(2, 2, new RandomStream(1, ''), { source: [1], target: [1, 2] })).toThrow(
      '1 and 2 of them for 2 and 2 rows',
    );
  });
});
