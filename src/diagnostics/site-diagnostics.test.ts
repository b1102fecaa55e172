import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gaussianSample,
  gaussians,
  orthogonal,
  transform,
} from '../../test/goldens/transport/gaussian-sample.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { Sample } from '../linalg/sample.ts';
import { siteDiagnostics } from './site-diagnostics.ts';

const DIMENSION = 10;

/** Rows of one distribution: scale · N(0, axes) + offset, other rows for another seed. */
function rows(seed: number, count: number, options: { scale?: number; offset?: number } = {}): Sample {
  const { scale = 1, offset = 0 } = options;
  const draws = gaussians(seed, count * DIMENSION);
  return {
    rows: Float32Array.from(draws, (value, i) => {
      const column = i % DIMENSION;
      return scale * value * 3 * 0.7 ** column + (column === 0 ? offset : 0);
    }),
    count,
    dimension: DIMENSION,
  };
}

/** A source that is Gaussian, moved and narrower than the target. */
const request = (seed: number, more: object = {}) => ({
  fitSource: rows(4 * seed, 60, { scale: 0.6, offset: 15 }),
  fitTarget: rows(4 * seed + 1, 60),
  heldOutSource: rows(4 * seed + 2, 64, { scale: 0.6, offset: 15 }),
  heldOutTarget: rows(4 * seed + 3, 64),
  rank: 2,
  permutations: 199,
  ...more,
});

/** Every number in a value, with where it stands. */
function numbersIn(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, `${path}.${key}`));
}

describe('siteDiagnostics', () => {
  it('finds the map of Gaussian classes justified, and what it removes', () => {
    const found = siteDiagnostics(request(1));
    expect(found.gaussianMap.rejected).toBe(false);
    expect(found.gaussianMap.sentence).toMatch(/Nothing was found .* does not show .* Power is low/);
    expect(found.heldOutDistance.before.p).toBe(1 / 200);
    expect(found.heldOutDistance.reduction).toBeGreaterThan(0.9);
    expect(found.map.outsideBand).toBe(true);
    expect(found.capturedMeanShare).toBeGreaterThan(0.9);
    expect(found.probe.meanDifference.value).toBe(1);
    expect(found.probe.meanDifference.interval[0]).toBeLessThan(1);
    expect(found.zeroPosition).toBeCloseTo(0, 1);
  });

  it('rejects the map where the source has two humps that no affine map joins', () => {
    const humps = (seed: number) => {
      const sample = rows(seed, 64, { scale: 0.3, offset: 0 });
      for (let i = 0; i < sample.count; i++) sample.rows[i * DIMENSION] += i % 2 === 0 ? 20 : 40;
      return sample;
    };
    const found = siteDiagnostics(
      request(2, { fitSource: humps(91), heldOutSource: humps(92), rank: 1, permutations: 499 }),
    );
    expect(found.gaussianMap.rejected).toBe(true);
    expect(found.gaussianMap.sentence).toMatch(/is not justified here.*n = 64 and 64.*not Gaussian/);
    expect(found.gaussianity.tests).toHaveLength(2);
    expect(found.gaussianity.lowPower).toBe(false);
    expect(found.gaussianity.smallestAdjusted).toBeLessThan(0.01);
  });

  it('holds only finite numbers or null, as JSON does, and is the same twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 2, max: 30 }),
        (seed, rank, dimension) => {
          fc.pre(rank <= dimension);
          const sample = (offset: number, count: number) =>
            gaussianSample(seed + offset, count, dimension, { axesSeed: seed });
          const run = () =>
            siteDiagnostics({
              fitSource: sample(0, 6),
              fitTarget: sample(1, 7),
              heldOutSource: sample(2, 3),
              heldOutTarget: sample(3, 4),
              rank,
              permutations: 9,
              seed,
            });
          const found = run();
          for (const [path, value] of numbersIn(found)) expect(Number.isFinite(value), path).toBe(true);
          expect(JSON.parse(JSON.stringify(found))).toEqual(found);
          expect(run()).toEqual(found);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('does not depend on rotation or unit of the activations', () => {
    const rotation = orthogonal(5, DIMENSION);
    const changed = (sample: Sample): Sample => ({
      ...sample,
      rows: transform(sample.rows, rotation, DIMENSION).map((value) => 16 * value),
    });
    const plain = request(3);
    const turned = siteDiagnostics({
      ...plain,
      fitSource: changed(plain.fitSource),
      fitTarget: changed(plain.fitTarget),
      heldOutSource: changed(plain.heldOutSource),
      heldOutTarget: changed(plain.heldOutTarget),
    });
    const found = siteDiagnostics(plain);
    const pick = (d: typeof found) => [
      d.zeroPosition!,
      d.zeroDeviations!,
      d.capturedMeanShare!,
      d.source.effectiveRank!,
      d.target.shrinkage,
      ...d.explainedVariance,
      ...d.map.eigenvalues,
      ...d.map.band,
      d.heldOutDistance.reduction!,
      d.energy.p,
      d.gaussianity.smallestAdjusted!,
      d.probe.subspace.value,
    ];
    const [a, b] = [pick(turned), pick(found)];
    for (const [i, value] of a.entries()) expect(Math.abs(value / b[i] - 1), `value ${i}`).toBeLessThan(2e-3);
  });

  it('permutes within pairs where the classes are twins, and then sees what a free permutation hides', () => {
    // Twins share what varies most; a humped difference remains that no map of rank 1 on their common axis removes.
    const twins = (seed: number, count: number): [Sample, Sample] => {
      const common = rows(seed, count);
      const noise = gaussians(seed + 500, count);
      const moved = { ...common, rows: common.rows.slice() };
      for (let i = 0; i < count; i++) moved.rows[i * DIMENSION] += noise[i] > 1.2 ? 8 : 0;
      return [moved, common];
    };
    const [fitSource, fitTarget] = twins(31, 64);
    const [heldOutSource, heldOutTarget] = twins(32, 64);
    const names = Array.from({ length: 64 }, (_, i) => i);
    const groups = { source: names, target: names };
    const samples = { fitSource, fitTarget, heldOutSource, heldOutTarget, rank: 1, permutations: 199 };
    const free = siteDiagnostics(samples);
    const paired = siteDiagnostics({ ...samples, groups: { fit: groups, heldOut: groups } });
    expect(free.grouped).toBe(false);
    expect(paired.grouped).toBe(true);
    expect(paired.heldOutDistance.before.squared).toBe(free.heldOutDistance.before.squared);
    expect(paired.heldOutDistance.before.permutationMedian).toBeLessThan(
      free.heldOutDistance.before.permutationMedian / 2,
    );
    expect(paired.heldOutDistance.before.p).toBeLessThan(0.05);
    expect(free.heldOutDistance.before.p).toBeGreaterThan(0.05);
    expect(free.heldOutDistance.reduction).toBeNull();
  });

  it('says null where the question has no answer', () => {
    // Two coordinates that do not vary in the target: no deviation along r, no spread to compare.
    const flat = (seed: number, count: number, constant: number): Sample => {
      const draws = gaussians(seed, count * 3);
      return {
        rows: Float32Array.from(draws, (value, i) => (i % 3 === 0 ? constant : value)),
        count,
        dimension: 3,
      };
    };
    const found = siteDiagnostics({
      fitSource: flat(1, 8, 400),
      fitTarget: flat(2, 8, 0),
      heldOutSource: flat(3, 6, 400),
      heldOutTarget: flat(4, 6, 0),
      rank: 1,
      permutations: 19,
    });
    expect(found.map.eigenvalues[0]).toBeGreaterThanOrEqual(0);
    for (const [path, value] of numbersIn(found)) expect(Number.isFinite(value), path).toBe(true);
  });

  it('refuses what it cannot judge, by name', () => {
    const bad = (more: object) => () => siteDiagnostics(request(1, more));
    expect(bad({ heldOutTarget: rows(1, 2) })).toThrow('target activations: 2 rows, at least 3 are needed');
    expect(bad({ rank: 60 })).toThrow(InvalidInputError);
    expect(bad({ permutations: 0 })).toThrow('permutations: 0');
    const other = gaussianSample(1, 10, 4);
    expect(bad({ heldOutSource: other, heldOutTarget: other })).toThrow('have dimension 4, the fit 10');
  });
});
