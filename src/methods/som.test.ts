import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classes, factsAt, SITE } from '../../test/goldens/methods/sample-classes.ts';
import { gaussianSample, gaussians, relativeError } from '../../test/goldens/transport/gaussian-sample.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { Sample } from '../linalg/sample.ts';
import { meanDifference } from './mean-difference.ts';
import { directionalAblation, fitDirectionalAblation } from './rfa.ts';
import { fitSom, somDirections, spanAblation } from './som.ts';

/** `each` rows around every centre, rows of the centres in turn. */
function clusters(centres: readonly (readonly number[])[], each: number, spread: number): Sample {
  const dimension = centres[0].length;
  const count = centres.length * each;
  const draws = gaussians(7, count * dimension);
  const rows = Float32Array.from(
    draws,
    (draw, i) => centres[Math.floor(i / dimension) % centres.length][i % dimension] + spread * draw,
  );
  return { rows, count, dimension };
}

describe('somDirections', () => {
  it('of one neuron is the difference of means', () => {
    fc.assert(
      fc.property(classes, ({ source, target }) => {
        const [direction, ...others] = somDirections(source, target, { grid: [1, 1] });
        expect(others).toEqual([]);
        expect(relativeError(direction, meanDifference(source, target).direction)).toBeLessThan(1e-9);
      }),
    );
  });

  it('finds the clusters of the source', () => {
    const centres = [
      [9, 0, 1, 0, 0],
      [0, 8, 0, 1, 0],
      [-9, 0, 0, 0, 1],
      [0, -8, 1, 0, 1],
    ];
    const source = clusters(centres, 10, 0.05);
    const target = clusters([[1, 1, 1, 1, 1]], 6, 0);
    const directions = somDirections(source, target, { sigma: [1, 0.2] });
    expect(directions).toHaveLength(4);
    for (const centre of centres) {
      const distances = directions.map((direction) =>
        Math.hypot(...centre.map((value, j) => value - 1 - direction[j])),
      );
      expect(Math.min(...distances)).toBeLessThan(0.2);
    }
  });

  it('has one row a neuron win, most first, and drops neurons without', () => {
    // Two tight clusters of 12 and 6 rows have no use for nine neurons.
    const source = clusters(
      [
        [5, 0, 0],
        [5, 0, 0],
        [-5, 0, 0],
      ],
      6,
      0,
    );
    const target = gaussianSample(3, 5, 3);
    const intervention = fitSom(1, SITE, source, target, { grid: [3, 3] });
    const wins = factsAt(intervention).wins as number[];
    expect(wins).toEqual([12, 6]);
    expect(factsAt(intervention).directionsKept).toBe(2);
  });

  it('is a function of the activations alone, and of their order not at all', () => {
    const [source, target] = [gaussianSample(1, 20, 8), gaussianSample(2, 20, 8)];
    const first = somDirections(source, target);
    expect(somDirections(source, target)).toEqual(first);
    const rows = Float32Array.from(
      { length: 160 },
      (_, i) => source.rows[8 * (19 - Math.floor(i / 8)) + (i % 8)],
    );
    const again = somDirections({ ...source, rows }, target);
    expect(again).toHaveLength(first.length);
    for (const direction of first)
      expect(Math.min(...again.map((other) => relativeError(other, direction)))).toBeLessThan(1e-9);
  });

  it.each([
    ['grid', { grid: [0, 2] }],
    ['grid', { grid: [5, 5] }],
    ['iterations', { iterations: 0 }],
    ['sigma', { sigma: [1, 0] }],
    ['sigma', { sigma: [Number.NaN, 1] }],
  ])('names the bad option: %s in %j', (subject, options) => {
    const find = () => somDirections(gaussianSample(1, 9, 4), gaussianSample(2, 9, 4), options as never);
    expect(find).toThrow(InvalidInputError);
    expect(find).toThrow(expect.objectContaining({ subject }));
  });
});

describe('spanAblation', () => {
  const span = (count: number, d: number, seed: number) =>
    Array.from({ length: count }, (_, k) => Float64Array.from(gaussians(seed + k, d)));

  it('removes every direction, nothing orthogonal to them, and is idempotent', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 4 }), (seed, k) => {
        const d = 9;
        const directions = span(k, d, seed);
        const intervention = spanAblation(2, directions);
        expect(intervention.sites).toHaveLength(6);
        const map = intervention.maps.get('mlp_out.1')!;
        expect(map.rank).toBe(k);
        const rows = Float32Array.from(gaussians(seed + 100, 3 * d));
        const once = map.apply(rows);
        expect(relativeError(map.apply(once), once, 1)).toBeLessThan(1e-5);
        for (let start = 0; start < rows.length; start += d)
          for (const direction of directions) {
            const norm = Math.hypot(...direction);
            const left = direction.reduce((sum, value, j) => sum + (value / norm) * once[start + j], 0);
            expect(Math.abs(left)).toBeLessThan(1e-5);
          }
      }),
    );
  });

  it('depends on the span only, and drops directions that add nothing to it', () => {
    const [a, b] = span(2, 6, 3);
    const sum = a.map((value, j) => 1e3 * (value - 2 * b[j]));
    const rows = Float32Array.from(gaussians(9, 12));
    const plain = spanAblation(1, [a, b]);
    const more = spanAblation(1, [sum, a, new Float64Array(6), b, a]);
    expect(more.provenance.facts).toEqual({ directionsGiven: 5, directionsKept: 2 });
    const [one, other] = [plain, more].map(({ maps }) => maps.get('attn_out.0')!.apply(rows));
    expect(relativeError(other, one, 1)).toBeLessThan(1e-5);
  });

  it('of one direction is rfa', () => {
    const [direction] = span(1, 6, 4);
    const options = { strength: 0.5, scope: 'prompt', origin: { layer: 3, position: -1 } } as const;
    const [one, other] = [spanAblation(3, [direction], options), directionalAblation(3, direction, options)];
    expect(one.maps).toEqual(other.maps);
    expect(one.provenance.options).toEqual(other.provenance.options);
  });

  it.each([
    ['none', [], /directions: are empty/],
    ['only zeros', [new Float64Array(3)], /direction: is zero/],
    ['NaN', [Float64Array.of(1, 2), Float64Array.of(1, Number.NaN)], /direction: holds NaN/],
    ['two dimensions', [Float64Array.of(1, 2), Float64Array.of(1)], /have 2 and 1 coordinates/],
  ])('refuses %s', (_, directions, message) => {
    expect(() => spanAblation(2, directions)).toThrow(message);
  });
});

describe('fitSom', () => {
  it('records its options and facts, and with one neuron is rfa', () => {
    const [source, target] = [gaussianSample(1, 20, 8), gaussianSample(2, 20, 8)];
    const { options } = fitSom(2, SITE, source, target).provenance;
    expect(options).toMatchObject({ grid: [2, 2], iterations: 100, sigma: [1, 0.3], origin: null });
    const one = fitSom(2, SITE, source, target, { grid: [1, 1] });
    const rfa = fitDirectionalAblation(2, SITE, source, target);
    const [map, other] = [one, rfa].map(({ maps }) => maps.get('resid_pre.0')!);
    expect(relativeError(map.apply(source.rows), other.apply(source.rows), 1)).toBeLessThan(1e-5);
    expect(factsAt(one)).toMatchObject({ wins: [20], directionsKept: 1 });
    for (const fact of ['displacementNorm', 'zeroPosition'])
      expect(factsAt(one)[fact]).toBeCloseTo(factsAt(rfa)[fact] as number, 5);
  });
});
