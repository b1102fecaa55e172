import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsAt, onlyMap, SITE } from '../../test/goldens/methods/sample-classes.ts';
import { gaussianSample, gaussians, relativeError } from '../../test/goldens/transport/gaussian-sample.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { columnMean } from '../linalg/mean.ts';
import type { Sample } from '../linalg/sample.ts';
import type { CovarianceShrinkage } from '../transport/shrink-covariance.ts';
import { displacementNorm } from './displacement-norm.ts';
import { fitLeace } from './leace.ts';
import { filterFromCovariance, filterFromGram } from './leace-filter.ts';
import { meanDifference } from './mean-difference.ts';

/** More rows than dimensions, and fewer. */
const samples = fc
  .record({
    seed: fc.integer(),
    dimension: fc.integer({ min: 2, max: 24 }),
    count: fc.integer({ min: 5, max: 14 }),
  })
  .map(({ seed, dimension, count }) => ({
    source: gaussianSample(seed, count, dimension, { decay: 0.9 }),
    target: gaussianSample(seed + 1, count + 2, dimension, { decay: 0.9 }),
  }));
const shrinkages = fc.constantFrom<CovarianceShrinkage | undefined>(
  undefined,
  { kind: 'ledoit-wolf' },
  { kind: 'oas' },
  { kind: 'fixed', weight: 0.3 },
);
const withShrinkage = (shrinkage: CovarianceShrinkage | undefined) => (shrinkage ? { shrinkage } : {});

function pooled(source: Sample, target: Sample) {
  const rows = Float32Array.from([...source.rows, ...target.rows]);
  const { direction } = meanDifference(source, target);
  const count = source.count + target.count;
  return {
    source,
    target,
    direction,
    mean: columnMean(rows, source.dimension),
    all: { rows, count, dimension: source.dimension },
  };
}

describe('fitLeace', () => {
  it('sends both class means to the pooled mean, so that no linear classifier is left', () => {
    fc.assert(
      fc.property(samples, shrinkages, ({ source, target }, shrinkage) => {
        const d = source.dimension;
        const map = onlyMap(fitLeace(SITE, source, target, withShrinkage(shrinkage)));
        const { mean } = pooled(source, target);
        // Class means at the pooled mean is the same as Σ_{T(x)z} = 0.
        for (const { rows } of [source, target])
          expect(relativeError(columnMean(map.apply(rows), d), mean, 1)).toBeLessThan(1e-4);
      }),
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(samples, shrinkages, ({ source, target }, shrinkage) => {
        const map = onlyMap(fitLeace(SITE, source, target, withShrinkage(shrinkage)));
        const once = map.apply(source.rows);
        expect(relativeError(map.apply(once), once, 1)).toBeLessThan(1e-4);
      }),
    );
  });

  it('moves less than any other map of the same guarantee', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 8 }), (seed, d) => {
        const [source, target] = [gaussianSample(seed, 20, d), gaussianSample(seed + 1, 15, d)];
        const { all, mean, direction } = pooled(source, target);
        const cost = displacementNorm(
          onlyMap(fitLeace(SITE, source, target, { shrinkage: { kind: 'none' } })),
          all,
        );
        // x − M(x − mu) with M r = r: any M = r wᵀ/(wᵀr) + N(I − r r̂ᵀ/‖r‖).
        const [w, noise] = [gaussians(seed + 2, d), gaussians(seed + 3, d * d)];
        const dot = (a: Float64Array, b: Float64Array): number =>
          a.reduce((sum, value, j) => sum + value * b[j], 0);
        for (const scale of [0, 0.05, 1]) {
          let sum = 0;
          for (let start = 0; start < all.rows.length; start += d) {
            const x = Float64Array.from({ length: d }, (_, j) => all.rows[start + j] - mean[j]);
            const along = dot(w, x) / dot(w, direction);
            const rest = x.map(
              (value, j) => value - (direction[j] * dot(direction, x)) / dot(direction, direction),
            );
            for (let j = 0; j < d; j++)
              sum += (along * direction[j] + scale * dot(noise.subarray(j * d, (j + 1) * d), rest)) ** 2;
          }
          expect(Math.sqrt(sum / all.count)).toBeGreaterThan(cost * (1 - 1e-5));
        }
      }),
    );
  });

  it('is the orthogonal projection along r at weight 1', () => {
    fc.assert(
      fc.property(samples, ({ source, target }) => {
        const map = onlyMap(fitLeace(SITE, source, target, { shrinkage: { kind: 'fixed', weight: 1 } }));
        const { direction } = pooled(source, target);
        const norm = Math.hypot(...direction);
        expect(
          relativeError(
            map.basis,
            direction.map((value) => value / norm),
          ),
        ).toBeLessThan(1e-5);
        expect(
          relativeError(
            map.gain,
            direction.map((value) => -value / norm),
          ),
        ).toBeLessThan(1e-5);
      }),
    );
  });

  it('takes the branch by n and d, and says which and how much it shrank', () => {
    const facts = (count: number, options: { shrinkage?: CovarianceShrinkage } = {}) =>
      factsAt(fitLeace(SITE, gaussianSample(1, count, 12), gaussianSample(2, 6, 12), options));
    expect([facts(6).branch, facts(7).branch]).toEqual(['gram', 'covariance']);
    for (const count of [6, 7]) expect(facts(count).shrinkageIntensity).toBeGreaterThan(0);
    expect(facts(7, { shrinkage: { kind: 'none' } }).shrinkageIntensity).toBe(0);
    const fixed = { shrinkage: { kind: 'fixed', weight: 0.25 } } as const;
    for (const count of [6, 7]) expect(facts(count, fixed).shrinkageIntensity).toBe(0.25);
    const options = (count: number) =>
      fitLeace(SITE, gaussianSample(1, count, 12), gaussianSample(2, 6, 12)).provenance.options.shrinkage;
    expect([options(6), options(7)]).toEqual([{ kind: 'ledoit-wolf' }, { kind: 'ledoit-wolf' }]);
  });

  it('forms no d×d matrix where d is large', () => {
    // 60,000² float64 would be 29 GB.
    const d = 60_000;
    const sample = (seed: number): Sample => ({
      rows: Float32Array.from(gaussians(seed, 6 * d)),
      count: 6,
      dimension: d,
    });
    const [source, target] = [sample(1), sample(2)];
    const map = onlyMap(fitLeace(SITE, source, target));
    const { mean } = pooled(source, target);
    expect(relativeError(columnMean(map.apply(source.rows), d), mean, 1)).toBeLessThan(1e-4);
  });

  it('refuses classes with one mean and an unknown shrinkage', () => {
    const [source, target] = [gaussianSample(1, 6, 4), gaussianSample(2, 6, 4)];
    expect(() => fitLeace(SITE, source, source)).toThrow(/direction: is zero/);
    const bad = { shrinkage: { kind: 'much' } as never };
    expect(() => fitLeace(SITE, source, target, bad)).toThrow(InvalidInputError);
  });
});

describe('filterFromGram', () => {
  it('agrees with the covariance, also where that is singular', () => {
    fc.assert(
      fc.property(samples, shrinkages, ({ source, target }, shrinkage = { kind: 'none' } as const) => {
        const classes = pooled(source, target);
        const [dense, spanned] = [filterFromCovariance, filterFromGram].map((by) => by(classes, shrinkage));
        expect(spanned.intensity).toBeCloseTo(dense.intensity, 9);
        expect(relativeError(spanned.filter, dense.filter)).toBeLessThan(1e-5);
      }),
    );
  });
});
