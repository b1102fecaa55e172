import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gaussians, relativeError } from '../../test/goldens/transport/gaussian-sample.ts';
import { gramMatrix } from './gram.ts';
import { columnMean } from './mean.ts';

function naive(rows: Float32Array, mean: Float64Array): Float64Array {
  const d = mean.length;
  const n = rows.length / d;
  return Float64Array.from({ length: n * n }, (_, at) => {
    let sum = 0;
    for (let j = 0; j < d; j++)
      sum += (rows[Math.floor(at / n) * d + j] - mean[j]) * (rows[(at % n) * d + j] - mean[j]);
    return sum;
  });
}

describe('gramMatrix', () => {
  it('equals the definition at any shape, in one block or several', () => {
    const shape = {
      n: fc.integer({ min: 2, max: 19 }),
      d: fc.integer({ min: 1, max: 70 }),
      seed: fc.integer(),
    };
    fc.assert(
      fc.property(fc.record(shape), fc.integer({ min: 1, max: 18 }), ({ n, d, seed }, cut) => {
        const rows = Float32Array.from(gaussians(seed, n * d));
        const mean = columnMean(rows, d);
        const split = (cut % n) * d;
        const whole = gramMatrix([rows], mean);
        expect(relativeError(whole, naive(rows, mean))).toBeLessThan(1e-13);
        expect(gramMatrix([rows.subarray(0, split), rows.subarray(split)], mean)).toEqual(whole);
      }),
    );
  });

  it('equals the definition where the columns need several slabs', () => {
    const rows = Float32Array.from(gaussians(1, 7 * 1100));
    const mean = columnMean(rows, 1100);
    expect(relativeError(gramMatrix([rows], mean), naive(rows, mean))).toBeLessThan(1e-13);
  });

  it('keeps digits that float32 sums lose', () => {
    const rows = Float32Array.from(gaussians(2, 40 * 300), (value) => 1000 + value);
    const gram = gramMatrix([rows], columnMean(rows, 300));
    for (let i = 0; i < 40; i++) {
      const row = gram.subarray(i * 40, (i + 1) * 40);
      expect(Math.abs(row.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-8);
    }
  });
});
