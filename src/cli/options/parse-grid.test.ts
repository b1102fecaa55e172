import { describe, expect, it } from 'vitest';
import { parseGrid } from './parse-grid.ts';

describe('parseGrid', () => {
  it('reads rows and columns', () => {
    expect(parseGrid('2x3')).toEqual([2, 3]);
    expect(parseGrid(' 1x12 ')).toEqual([1, 12]);
  });

  it.each(['', '4', '2,2', '0x2', '2x', '-1x2', '1.5x2', '2x2x2', '9999x1'])('refuses "%s"', (text) => {
    expect(() => parseGrid(text)).toThrow(/^--som-grid: .*2x2/s);
  });
});
