import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classes, factsAt, onlyMap, SITE } from '../../test/goldens/methods/sample-classes.ts';
import { gaussianSample, relativeError } from '../../test/goldens/transport/gaussian-sample.ts';
import { columnMean } from '../linalg/mean.ts';
import { coordinateDeviation } from './coordinate-deviation.ts';
import { fitGaussianAct } from './gaussian-act.ts';

describe('fitGaussianAct', () => {
  it('gives every coordinate the mean and the deviation of the target', () => {
    fc.assert(
      fc.property(classes, ({ source, target }) => {
        const d = source.dimension;
        const rows = onlyMap(fitGaussianAct(SITE, source, target)).apply(source.rows);
        const [moved, aim] = [{ ...source, rows }, target].map((sample) => {
          const mean = columnMean(sample.rows, d);
          return { mean, deviation: coordinateDeviation(sample, mean) };
        });
        expect(relativeError(moved.mean, aim.mean, 1)).toBeLessThan(1e-5);
        expect(relativeError(moved.deviation, aim.deviation, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('is undone by the map the other way round', () => {
    fc.assert(
      fc.property(classes, ({ source, target }) => {
        const there = onlyMap(fitGaussianAct(SITE, source, target));
        const back = onlyMap(fitGaussianAct(SITE, target, source));
        const rows = there.followedBy(back).apply(source.rows);
        expect(relativeError(rows, source.rows, 1)).toBeLessThan(1e-4);
      }),
    );
  });

  it('leaves coordinates alone that hardly vary in either class', () => {
    const [source, target] = [gaussianSample(3, 8, 3), gaussianSample(4, 8, 3)];
    source.rows.forEach((_, i) => {
      if (i % 3 === 0) source.rows[i] = 5;
      if (i % 3 === 2) target.rows[i] = 7 + 1e-5 * (i % 2);
    });
    const intervention = fitGaussianAct(SITE, source, target);
    const { scale, shift } = onlyMap(intervention);
    expect([scale[0], scale[2], shift[0], shift[2]]).toEqual([1, 1, 0, 0]);
    expect(scale[1]).not.toBe(1);
    expect(factsAt(intervention)).toMatchObject({ leftAlone: 2, displacementNorm: expect.any(Number) });
  });
});
