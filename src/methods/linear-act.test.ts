import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classes, factsAt, onlyMap, SITE } from '../../test/goldens/methods/sample-classes.ts';
import { gaussianSample, relativeError } from '../../test/goldens/transport/gaussian-sample.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { columnMean } from '../linalg/mean.ts';
import { fitLinearAct } from './linear-act.ts';

describe('fitLinearAct', () => {
  it('carries the source mean onto the target mean, also for classes of unequal size', () => {
    fc.assert(
      fc.property(classes, ({ source, target }) => {
        const d = source.dimension;
        const moved = onlyMap(fitLinearAct(SITE, source, target)).apply(source.rows);
        expect(relativeError(columnMean(moved, d), columnMean(target.rows, d), 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('finds an increasing affine map of every coordinate exactly', () => {
    fc.assert(
      fc.property(classes, fc.double({ min: 0.1, max: 5, noNaN: true }), ({ source }, factor) => {
        const rows = source.rows.map((value, i) => factor * value + (i % source.dimension));
        // The coupling sorts: in which order the target's rows come does not matter.
        const d = source.dimension;
        const reversed = Float32Array.from(rows, (_, i) => rows[rows.length - d - i + 2 * (i % d)]);
        const map = onlyMap(fitLinearAct(SITE, source, { ...source, rows: reversed }));
        expect(relativeError(map.apply(source.rows), rows, 1)).toBeLessThan(1e-5);
        for (const value of map.scale) expect(Math.abs(value / factor - 1)).toBeLessThan(1e-4);
      }),
    );
  });

  it('is the best of all lines for the sorted pairs', () => {
    const [source, target] = [gaussianSample(1, 30, 4), gaussianSample(2, 30, 4)];
    const column = (rows: Float32Array, j: number): Float32Array =>
      Float32Array.from({ length: 30 }, (_, i) => rows[4 * i + j]).sort();
    const map = onlyMap(fitLinearAct(SITE, source, target));
    for (let j = 0; j < 4; j++) {
      const [a, b] = [column(source.rows, j), column(target.rows, j)];
      const cost = (omega: number, beta: number): number =>
        a.reduce((sum, value, i) => sum + (omega * value + beta - b[i]) ** 2, 0);
      const best = cost(map.scale[j], map.shift[j]);
      for (const step of [-0.01, 0.01]) {
        expect(cost(map.scale[j] + step, map.shift[j])).toBeGreaterThan(best);
        expect(cost(map.scale[j], map.shift[j] + step)).toBeGreaterThan(best);
      }
    }
  });

  it('with support q0-100 leaves the extremes and what lies beyond them alone', () => {
    fc.assert(
      fc.property(classes, ({ source, target }) => {
        const d = source.dimension;
        const whole = onlyMap(fitLinearAct(SITE, source, target));
        const clipped = onlyMap(fitLinearAct(SITE, source, target, { support: 'q0-100' }));
        const everywhere = whole.apply(source.rows);
        const inside = clipped.apply(source.rows);
        for (let j = 0; j < d; j++) {
          const values = Array.from({ length: source.count }, (_, i) => source.rows[i * d + j]);
          const [least, most] = [Math.min(...values), Math.max(...values)];
          for (const [i, value] of values.entries()) {
            const unmoved = value === least || value === most;
            expect(inside[i * d + j]).toBe(unmoved ? value : everywhere[i * d + j]);
          }
          const far = new Float32Array(d).fill(1000);
          expect(clipped.apply(far)[j]).toBe(1000);
        }
        expect(() => clipped.followedBy(whole)).toThrow(/does not compose/);
      }),
    );
  });

  it('leaves coordinates alone that hardly vary in the source', () => {
    const [source, target] = [gaussianSample(3, 8, 3), gaussianSample(4, 8, 3)];
    for (let i = 0; i < 8; i++) source.rows[3 * i + 1] = 2 + 1e-5 * (i % 2);
    const intervention = fitLinearAct(SITE, source, target);
    expect(onlyMap(intervention).scale[1]).toBe(1);
    expect(onlyMap(intervention).shift[1]).toBe(0);
    expect(factsAt(intervention).leftAlone).toBe(1);
    expect(factsAt(fitLinearAct(SITE, target, source)).leftAlone).toBe(0);
  });

  it('records the support, the default too, and refuses an unknown one', () => {
    const [source, target] = [gaussianSample(3, 8, 3), gaussianSample(4, 8, 3)];
    const options = (more: object) => fitLinearAct(SITE, source, target, more).provenance.options;
    expect(options({})).toMatchObject({ support: 'all', strength: 1 });
    expect(options({ support: 'q0-100' })).toMatchObject({ support: 'q0-100' });
    expect(() => options({ support: 'q5-95' })).toThrow(InvalidInputError);
    expect(() => options({ support: 'q5-95' })).toThrow(/support: unknown "q5-95".*q0-100/s);
  });

  it('refuses a class of one row', () => {
    expect(() => fitLinearAct(SITE, gaussianSample(1, 1, 3), gaussianSample(2, 4, 3))).toThrow(/1 rows/);
  });
});
