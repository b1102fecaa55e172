import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_SIZE, blocksOf } from './block-size.ts';
import { dequantiseRows } from './dequantise-rows.ts';
import { quantiseRows } from './quantise-rows.ts';

const matrix = fc.integer({ min: 1, max: 70 }).chain((columns) =>
  fc
    .array(
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }), {
        minLength: columns,
        maxLength: columns,
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((rows) => ({ columns, weights: Float32Array.from(rows.flat()) })),
);

/** The largest error of each block in units of its scale, and of the float32 rounding of its largest weight. */
function worstErrors(weights: Float32Array, columns: number, bits: 4 | 8): number[] {
  const quantised = quantiseRows(weights, columns, bits);
  const back = dequantiseRows(quantised, columns, bits);
  const worst = new Array<number>(quantised.scales.length).fill(0);
  weights.forEach((weight, i) => {
    const block = Math.floor(i / columns) * blocksOf(columns) + Math.floor((i % columns) / BLOCK_SIZE);
    const scale = Math.abs(quantised.scales[block]);
    const error = Math.abs(back[i] - weight);
    // Subnormal scales are rounded to a multiple of 2^−149 themselves.
    worst[block] = Math.max(worst[block], scale < 1e-35 ? 0 : error / scale);
  });
  return worst;
}

describe('quantiseRows', () => {
  it('8 bits: no weight is off by more than half a step', () => {
    fc.assert(
      fc.property(matrix, ({ columns, weights }) => {
        for (const worst of worstErrors(weights, columns, 8)) expect(worst).toBeLessThanOrEqual(0.5001);
      }),
    );
  });

  it('4 bits: no weight is off by more than a step, and by half a one unless it is the opposite extreme', () => {
    fc.assert(
      fc.property(matrix, ({ columns, weights }) => {
        for (const worst of worstErrors(weights, columns, 4)) expect(worst).toBeLessThanOrEqual(1.0001);
        const oneSided = weights.map(Math.abs);
        for (const worst of worstErrors(oneSided, columns, 4)) expect(worst).toBeLessThanOrEqual(0.5001);
      }),
    );
  });

  it.each([4, 8] as const)('%i bits: what it gave back is quantised to itself', (bits) => {
    fc.assert(
      fc.property(matrix, ({ columns, weights }) => {
        const once = dequantiseRows(quantiseRows(weights, columns, bits), columns, bits);
        const twice = dequantiseRows(quantiseRows(once, columns, bits), columns, bits);
        twice.forEach((value, i) => {
          expect(Math.abs(value - once[i])).toBeLessThanOrEqual(1e-6 * Math.abs(once[i]) + 1e-37);
        });
      }),
    );
  });

  it.each([4, 8] as const)('%i bits: zeros stay zeros and rows are filled up with zeros', (bits) => {
    const { values, scales } = quantiseRows(new Float32Array(40), 40, bits);
    expect([...scales]).toEqual([0, 0]);
    expect(new Set(values)).toEqual(new Set([bits === 8 ? 128 : 0x88]));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('marks the block of a weight that is %s', (bad) => {
    const weights = new Float32Array(96).fill(1);
    weights[40] = bad;
    weights[41] = 5;
    for (const bits of [4, 8] as const)
      expect([...quantiseRows(weights, 96, bits).scales].map(Number.isFinite)).toEqual([true, false, true]);
  });

  it('8 bits lose about 0.5% of normal weights, 4 bits about 8.5%', () => {
    let state = 7;
    const uniform = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    const weights = Float32Array.from(
      { length: 32 * 2000 },
      () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
    );
    const loss = (bits: 4 | 8): number => {
      const back = dequantiseRows(quantiseRows(weights, 32, bits), 32, bits);
      return Math.hypot(...weights.map((w, i) => w - back[i])) / Math.hypot(...weights);
    };
    expect(loss(8)).toBeGreaterThan(0.004);
    expect(loss(8)).toBeLessThan(0.006);
    expect(loss(4)).toBeGreaterThan(0.08);
    expect(loss(4)).toBeLessThan(0.09);
  });
});
