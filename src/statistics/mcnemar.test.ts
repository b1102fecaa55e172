import { describe, expect, it } from 'vitest';
import goldens from '../../test/goldens/statistics/statistics-goldens.json' with { type: 'json' };
import { mcnemarExact } from './mcnemar.ts';

describe('mcnemarExact', () => {
  it.each(goldens.mcnemar)('agrees with scipy on $b against $c', ({ b, c, p }) => {
    expect(Math.abs(mcnemarExact(b, c) / p - 1)).toBeLessThan(1e-9);
  });

  it('is symmetric and a probability', () => {
    for (let b = 0; b <= 40; b++)
      for (let c = 0; c <= b; c++) {
        const p = mcnemarExact(b, c);
        expect(p).toBe(mcnemarExact(c, b));
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
      }
  });

  it('is 1 where nothing differs or differences balance', () => {
    expect(mcnemarExact(0, 0)).toBe(1);
    expect(mcnemarExact(7, 7)).toBe(1);
  });
});
