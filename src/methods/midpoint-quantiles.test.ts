import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { midpointQuantiles } from './midpoint-quantiles.ts';

const samples = fc
  .array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
    minLength: 1,
    maxLength: 20,
  })
  .map((values) => Float32Array.from(values).sort());

describe('midpointQuantiles', () => {
  it('of as many levels as values are the values, bit by bit', () => {
    fc.assert(
      fc.property(samples, (sorted) => {
        expect(midpointQuantiles(sorted, sorted.length)).toEqual(Float64Array.from(sorted));
      }),
    );
  });

  it('ascend and stay within the sample, whatever their number', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 60 }), (sorted, count) => {
        const quantiles = midpointQuantiles(sorted, count);
        expect(quantiles).toHaveLength(count);
        expect([...quantiles]).toEqual([...quantiles].sort((a, b) => a - b));
        expect(quantiles[0]).toBeGreaterThanOrEqual(sorted[0]);
        expect(quantiles[count - 1]).toBeLessThanOrEqual(sorted[sorted.length - 1]);
      }),
    );
  });

  it('lie on the lines between midpoints', () => {
    // Levels of the values: ¼, ¾; of the quantiles: ⅛, ⅜, ⅝, ⅞.
    expect([...midpointQuantiles(Float32Array.of(0, 4), 4)]).toEqual([0, 1, 3, 4]);
    expect([...midpointQuantiles(Float32Array.of(0, 1, 5, 6), 2)]).toEqual([0.5, 5.5]);
    expect([...midpointQuantiles(Float32Array.of(7), 3)]).toEqual([7, 7, 7]);
  });
});
