import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitHeldOut } from './split-held-out.ts';

describe('splitHeldOut', () => {
  it('puts every row in one part, the same rows at every site, others for another seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 60 }), fc.integer(), (count, seed) => {
        const numbered = (dimension: number) => ({
          rows: Float32Array.from({ length: count * dimension }, (_, i) => Math.floor(i / dimension)),
          count,
          dimension,
        });
        const options = { share: 0.25, seed, label: 'source' };
        const { fit, heldOut } = splitHeldOut(numbered(1), options);
        expect(heldOut.count).toBe(Math.round(count / 4));
        expect([...fit.rows, ...heldOut.rows].sort((a, b) => a - b)).toEqual([...numbered(1).rows]);
        const wide = splitHeldOut(numbered(3), options).heldOut.rows;
        expect(Array.from(wide.filter((_, i) => i % 3 === 0))).toEqual(Array.from(heldOut.rows));
      }),
    );
    const sample = { rows: Float32Array.from({ length: 40 }, (_, i) => i), count: 40, dimension: 1 };
    const rows = (seed: number) => splitHeldOut(sample, { share: 0.5, seed, label: 'source' }).fit.rows;
    expect(rows(1)).not.toEqual(rows(2));
  });

  it('refuses a share that is none and too few rows', () => {
    const sample = { rows: new Float32Array(8), count: 8, dimension: 1 };
    const split = (share: number) => () => splitHeldOut(sample, { share, seed: 0, label: 'source' });
    expect(split(1)).toThrow('1 is not between 0 and 1');
    expect(split(0.25)).toThrow('source activations: 8 rows leave 6 to fit on and 2 held out');
  });
});
