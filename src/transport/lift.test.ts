import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gaussianSample,
  orthogonal,
  relativeError,
  transform,
} from '../../test/goldens/transport/gaussian-sample.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { columnMean } from '../linalg/mean.ts';
import { fitGaussianTransport } from './gaussian-transport.ts';
import { COMPLEMENTS, liftMap } from './lift.ts';

const fits = fc
  .record({
    seed: fc.integer(),
    rank: fc.integer({ min: 1, max: 4 }),
    dimension: fc.integer({ min: 6, max: 24 }),
    counts: fc.tuple(fc.integer({ min: 6, max: 16 }), fc.integer({ min: 6, max: 16 })),
  })
  .map(({ seed, rank, dimension, counts }) => {
    const source = gaussianSample(seed, counts[0], dimension, { axesSeed: seed, decay: 0.5 });
    const target = gaussianSample(seed + 1, counts[1], dimension, {
      axesSeed: seed,
      decay: 0.5,
      spread: 0.6,
    });
    return { seed, rank, dimension, source, target };
  });

describe('liftMap', () => {
  it('is T inside the subspace, whatever happens outside', () => {
    fc.assert(
      fc.property(fits, fc.constantFrom(...COMPLEMENTS), ({ source, target, rank }, complement) => {
        const transport = fitGaussianTransport(source, target, { rank });
        const image = liftMap(transport, complement).apply(source.rows);
        const expected = transport.map.apply(transport.pca.project(source.rows, rank));
        expect(relativeError(transport.pca.project(image, rank), expected, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('keeps, shifts or drops the complement', () => {
    fc.assert(
      fc.property(fits, ({ source, target, rank, dimension: d }) => {
        const transport = fitGaussianTransport(source, target, { rank });
        const { basis, sourceMean, targetMean } = transport;
        const outside = (rows: ArrayLike<number>): Float64Array => {
          const result = Float64Array.from(rows);
          for (let start = 0; start < rows.length; start += d)
            for (let r = 0; r < rank; r++) {
              let y = 0;
              for (let j = 0; j < d; j++) y += rows[start + j] * basis[j * rank + r];
              for (let j = 0; j < d; j++) result[start + j] -= y * basis[j * rank + r];
            }
          return result;
        };
        const before = outside(source.rows);
        const move = outside(targetMean.map((value, j) => value - sourceMean[j]));
        const rest = outside(targetMean);
        const outsideOfImage = (complement: (typeof COMPLEMENTS)[number]) =>
          outside(liftMap(transport, complement).apply(source.rows));
        expect(relativeError(outsideOfImage('keep'), before, 1)).toBeLessThan(1e-5);
        expect(
          relativeError(
            outsideOfImage('shift'),
            before.map((value, i) => value + move[i % d]),
            1,
          ),
        ).toBeLessThan(1e-5);
        expect(
          relativeError(
            outsideOfImage('drop'),
            before.map((_, i) => rest[i % d]),
            1,
          ),
        ).toBeLessThan(1e-5);
      }),
    );
  });

  it('sends the source mean to the target mean (shift, drop)', () => {
    fc.assert(
      fc.property(
        fits,
        fc.constantFrom('shift' as const, 'drop' as const),
        ({ source, target, rank }, complement) => {
          const transport = fitGaussianTransport(source, target, { rank });
          const image = liftMap(transport, complement).apply(source.rows);
          expect(relativeError(columnMean(image, source.dimension), transport.targetMean, 1)).toBeLessThan(
            1e-5,
          );
        },
      ),
    );
  });

  it('is equivariant: rotating R^d rotates the map', () => {
    fc.assert(
      fc.property(
        fits,
        fc.constantFrom(...COMPLEMENTS),
        ({ seed, source, target, rank, dimension }, complement) => {
          const transport = fitGaussianTransport(source, target, { rank });
          const { variances } = transport.pca;
          fc.pre(variances.length > rank && variances[rank - 1] > 1.2 * variances[rank]);
          const rotation = orthogonal(seed + 5, dimension);
          const rotate = (rows: Float32Array) => transform(rows, rotation, dimension);
          const rotated = fitGaussianTransport(
            { ...source, rows: rotate(source.rows) },
            { ...target, rows: rotate(target.rows) },
            { rank },
          );
          const there = liftMap(rotated, complement).apply(rotate(source.rows));
          expect(
            relativeError(there, rotate(liftMap(transport, complement).apply(source.rows)), 1),
          ).toBeLessThan(1e-4);
        },
      ),
    );
  });

  it('weakens to the identity at strength 0 and to the midpoint at 0.5', () => {
    fc.assert(
      fc.property(fits, fc.constantFrom(...COMPLEMENTS), ({ source, target, rank }, complement) => {
        const map = liftMap(fitGaussianTransport(source, target, { rank }), complement);
        expect(map.withStrength(0).apply(source.rows)).toEqual(source.rows);
        const full = map.apply(source.rows);
        const midpoint = source.rows.map((value, i) => (value + full[i]) / 2);
        expect(relativeError(map.withStrength(0.5).apply(source.rows), midpoint, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('refuses an unknown complement', () => {
    const transport = fitGaussianTransport(gaussianSample(1, 5, 6), gaussianSample(2, 5, 6), { rank: 1 });
    expect(() => liftMap(transport, 'other' as never)).toThrow(InvalidInputError);
  });
});
