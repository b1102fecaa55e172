import { describe, expect, it } from 'vitest';
import { graphMemory } from './graph-memory.ts';

describe('memory for the graphs of a small model', () => {
  it('is 1 GiB, shared by the engines', () => {
    expect(graphMemory(1, 64 * 2 ** 30)).toBe(2 ** 30);
    expect(graphMemory(2, 64 * 2 ** 30)).toBe(2 ** 29);
    expect(graphMemory(8, 64 * 2 ** 30)).toBe(2 ** 27);
  });

  it('is an eighth of what is available where that is less', () => {
    expect(graphMemory(1, 2 ** 30)).toBe(2 ** 27);
    expect(graphMemory(4, 2 ** 30)).toBe(2 ** 25);
  });

  it('asks the machine unless it is told', () => {
    expect(graphMemory(1)).toBeGreaterThan(0);
    expect(graphMemory(1)).toBeLessThanOrEqual(2 ** 30);
  });
});
