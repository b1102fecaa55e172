import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsAt, onlyMap, SITE } from '../../../test/goldens/methods/sample-classes.ts';
import { gaussianSample, relativeError } from '../../../test/goldens/transport/gaussian-sample.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { AffineMap } from '../../interventions/affine-map.ts';
import type { Sample } from '../../linalg/sample.ts';
import { fitGaussianTransport } from '../../transport/gaussian-transport.ts';
import { fitPooledPca } from '../../transport/pooled-pca.ts';
import { displacementNorm } from '../displacement-norm.ts';
import { fitMeanShift } from '../mean-shift.ts';
import { fitPcaOt } from '../pca-ot.ts';
import { transportCost } from '../transport-cost.ts';
import { fitCovarianceOnly } from './covariance-only.ts';
import { fitRandomDisplacement, RANDOM_VARIANTS } from './random-displacement.ts';
import { fitReverseMap } from './reverse-map.ts';
import { fitRotated } from './rotated.ts';
import { fitShuffled } from './shuffled.ts';

/** Two classes that share no axes, and a rank that leaves room for other axes. */
const cases = fc
  .record({
    seed: fc.integer(),
    dimension: fc.integer({ min: 8, max: 24 }),
    count: fc.integer({ min: 10, max: 20 }),
    rank: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ seed, dimension, count, rank }) => ({
    source: gaussianSample(seed, count, dimension),
    target: gaussianSample(seed + 1, count + 1, dimension, { spread: 0.7 }),
    rank,
    seed,
  }));

/** Δ of every row, [n, d]. */
function displacements(map: AffineMap, { rows }: Sample): Float64Array {
  const moved = map.apply(rows);
  return Float64Array.from(rows, (value, i) => moved[i] - value);
}

function norms(delta: Float64Array, d: number): number[] {
  return Array.from({ length: delta.length / d }, (_, i) =>
    Math.sqrt(delta.subarray(i * d, (i + 1) * d).reduce((sum, value) => sum + value * value, 0)),
  );
}

describe.each(RANDOM_VARIANTS)('random displacement, variant %s', (variant) => {
  it('is as long as the arm’s at every token, of either class', () => {
    fc.assert(
      fc.property(cases, fc.nat(50), ({ source, target, rank, seed }, draw) => {
        const arm = onlyMap(fitPcaOt(SITE, source, target, { rank }));
        const random = onlyMap(fitRandomDisplacement(SITE, source, target, { rank, variant, draw, seed }));
        for (const sample of [source, target]) {
          const d = sample.dimension;
          const expected = norms(displacements(arm, sample), d);
          expect(relativeError(norms(displacements(random, sample), d), expected)).toBeLessThan(1e-5);
        }
      }),
    );
  });

  it('moves nothing inside the arm’s subspace', () => {
    fc.assert(
      fc.property(cases, ({ source, target, rank }) => {
        const basis = fitPooledPca(source, target).basis(rank);
        const map = onlyMap(fitRandomDisplacement(SITE, source, target, { rank, variant, draw: 0 }));
        const d = source.dimension;
        const delta = displacements(map, source);
        const scale = Math.max(...norms(delta, d));
        for (let i = 0; i < source.count; i++)
          for (let r = 0; r < rank; r++) {
            let inside = 0;
            for (let j = 0; j < d; j++) inside += delta[i * d + j] * basis[j * rank + r];
            expect(Math.abs(inside)).toBeLessThan(1e-5 * scale);
          }
      }),
    );
  });

  it('is the same for the same draw and another for another draw, seed or site', () => {
    const [source, target] = [gaussianSample(1, 12, 10), gaussianSample(2, 12, 10)];
    const shift = (draw: number, seed = 0, layer = 2) =>
      onlyMap(
        fitRandomDisplacement({ layer, point: 'resid_post' }, source, target, {
          rank: 2,
          variant,
          draw,
          seed,
        }),
      ).shift;
    expect(shift(3)).toEqual(shift(3));
    for (const other of [shift(4), shift(3, 1), shift(3, 0, 3)]) expect(other).not.toEqual(shift(3));
  });

  it('records its options and respects strength and scope', () => {
    const [source, target] = [gaussianSample(1, 12, 10), gaussianSample(2, 12, 10)];
    const full = fitRandomDisplacement(SITE, source, target, { rank: 2, variant, draw: 1 });
    const half = fitRandomDisplacement(SITE, source, target, {
      rank: 2,
      variant,
      draw: 1,
      strength: 0.5,
      scope: 'prompt',
      skipFirst: true,
    });
    expect(half.scope).toBe('prompt');
    expect(half.skipFirst).toBe(true);
    expect(half.provenance.options).toEqual({
      rank: 2,
      complement: 'keep',
      shrinkage: { kind: 'none' },
      variant,
      draw: 1,
      seed: 0,
      strength: 0.5,
      scope: 'prompt',
      skipFirst: true,
    });
    expect(displacementNorm(onlyMap(half), source)).toBeCloseTo(
      displacementNorm(onlyMap(full), source) / 2,
      4,
    );
    expect(Math.abs(factsAt(full).meanCosine as number)).toBeLessThanOrEqual(1);
  });
});

describe('random displacement', () => {
  it('spreads evenly over the complement with haar, over the target’s variation with covariance', () => {
    // S varies along coordinates 0…3 only, H along 0 and 1 with a mean shift along 0.
    const d = 40;
    const embed = (sample: Sample, from: number): Sample => {
      const rows = new Float32Array(sample.count * d);
      for (let i = 0; i < sample.count; i++)
        for (let j = 0; j < sample.dimension; j++) rows[i * d + j] = sample.rows[i * sample.dimension + j];
      for (let i = 0; i < sample.count; i++) rows[i * d] += from;
      return { rows, count: sample.count, dimension: d };
    };
    const source = embed(gaussianSample(1, 30, 2), 50);
    const target = embed(gaussianSample(2, 30, 4, { spread: 0.2 }), 0);
    const outside = (variant: 'haar' | 'covariance', draw: number) => {
      const { shift } = onlyMap(fitRandomDisplacement(SITE, source, target, { rank: 1, variant, draw }));
      const squares = Array.from(shift, (value) => value * value);
      const total = squares.reduce((sum, value) => sum + value, 0);
      return squares.slice(4).reduce((sum, value) => sum + value, 0) / total;
    };
    const draws = Array.from({ length: 40 }, (_, draw) => draw);
    for (const draw of draws) expect(outside('covariance', draw)).toBeLessThan(1e-6);
    const mean = draws.reduce((sum, draw) => sum + outside('haar', draw), 0) / draws.length;
    expect(mean).toBeGreaterThan(0.85);
    expect(mean).toBeLessThan(0.97);
  });

  it('refuses what cannot be drawn', () => {
    const [source, target] = [gaussianSample(1, 12, 5), gaussianSample(2, 12, 5)];
    const fitWith = (more: object) =>
      fitRandomDisplacement(SITE, source, target, { rank: 2, variant: 'haar', draw: 0, ...more });
    expect(() => fitWith({ rank: 3 })).toThrow('leaves 2 of 5 dimensions');
    expect(() => fitWith({ variant: 'other' })).toThrow(InvalidInputError);
    expect(() => fitWith({ draw: -1 })).toThrow('is not an index of a draw');
    const few = gaussianSample(3, 4, 12);
    expect(() =>
      fitRandomDisplacement(SITE, few, gaussianSample(4, 4, 12), { rank: 3, variant: 'covariance', draw: 0 }),
    ).not.toThrow();
    const flat = {
      rows: new Float32Array(48).map((_, i) => (i % 12 === 0 ? i : 1)),
      count: 4,
      dimension: 12,
    };
    expect(() => fitRandomDisplacement(SITE, few, flat, { rank: 2, variant: 'covariance', draw: 0 })).toThrow(
      'vary in fewer than 2 directions',
    );
  });
});

describe('rotated', () => {
  it('keeps eigenvalues and mean of the map, and says how far it is from the arm', () => {
    fc.assert(
      fc.property(cases, ({ source, target, rank }) => {
        fc.pre(rank >= 2);
        const transport = fitGaussianTransport(source, target, { rank });
        const control = fitRotated(SITE, source, target, { rank });
        const refit = fitPcaOt(SITE, source, target, { rank });
        const { sourceMean } = transport;
        const at = (map: AffineMap) => map.apply(Float32Array.from(sourceMean));
        expect(relativeError(at(onlyMap(control)), at(onlyMap(refit)), 1)).toBeLessThan(1e-5);
        const { rotation, readable, mapEigenvalues } = factsAt(control);
        expect(relativeError(mapEigenvalues as number[], transport.map.eigenvalues)).toBeLessThan(1e-9);
        expect(readable).toBe((rotation as number) >= 0.5);
        // ‖A′ − A‖_F² = Σ(λ_r − λ_{K−1−r})² and ‖A − I‖_F² = Σ(λ_r − 1)².
        const values = [...transport.map.eigenvalues];
        const away = values.reduce((sum, value, r) => sum + (value - values[rank - 1 - r]) ** 2, 0);
        const whole = values.reduce((sum, value) => sum + (value - 1) ** 2, 0);
        expect(rotation as number).toBeCloseTo(Math.sqrt(away / whole), 8);
      }),
    );
  });

  it('refuses K = 1', () => {
    const sample = gaussianSample(1, 12, 5);
    expect(() => fitRotated(SITE, sample, gaussianSample(2, 12, 5), { rank: 1 })).toThrow('no other order');
  });
});

describe('covariance only and mean shift', () => {
  it('add up to the arm', () => {
    fc.assert(
      fc.property(cases, ({ source, target, rank }) => {
        const arm = displacements(onlyMap(fitPcaOt(SITE, source, target, { rank })), source);
        const covariance = displacements(onlyMap(fitCovarianceOnly(SITE, source, target, { rank })), source);
        const mean = displacements(onlyMap(fitMeanShift(SITE, source, target, { rank })), source);
        const sum = covariance.map((value, i) => value + mean[i]);
        expect(relativeError(sum, arm)).toBeLessThan(1e-4);
      }),
    );
  });
});

describe('shuffled', () => {
  it('moves H as far as the arm, and reports both lengths', () => {
    fc.assert(
      fc.property(cases, fc.nat(9), ({ source, target, rank, seed }, draw) => {
        const arm = displacementNorm(onlyMap(fitPcaOt(SITE, source, target, { rank })), source);
        const control = fitShuffled(SITE, source, target, { rank, draw, seed });
        const facts = factsAt(control) as Record<string, number>;
        expect(relativeError([displacementNorm(onlyMap(control), source)], [arm])).toBeLessThan(1e-4);
        expect(facts.armDisplacementNorm).toBeCloseTo(arm, 4);
        expect(facts.rescaling * facts.shuffledDisplacementNorm).toBeCloseTo(facts.armDisplacementNorm, 8);
        expect(facts.shuffledSourceCount).toBe(source.count);
      }),
    );
  });

  it('keeps the rows of a group together and the number of groups in each class', () => {
    const [source, target] = [gaussianSample(1, 12, 4), gaussianSample(2, 12, 4)];
    const groups = {
      source: Array.from({ length: 12 }, (_, i) => `h${Math.floor(i / 3)}`),
      target: Array.from({ length: 12 }, (_, i) => `s${Math.floor(i / 3)}`),
    };
    const control = fitShuffled(SITE, source, target, { rank: 1, draw: 0, groups });
    expect(factsAt(control).shuffledSourceCount).toBe(12);
    expect(control.provenance.options.grouped).toBe(true);
    expect(() =>
      fitShuffled(SITE, source, target, { rank: 1, draw: 0, groups: { ...groups, source: ['h0'] } }),
    ).toThrow('1 and 12 of them for 12 and 12 rows');
  });
});

describe('reverse map', () => {
  it('undoes the arm inside the subspace', () => {
    fc.assert(
      fc.property(cases, ({ source, target, rank }) => {
        fc.pre(source.count > 3 * rank);
        const forth = onlyMap(fitPcaOt(SITE, source, target, { rank }));
        const reverse = fitReverseMap(SITE, source, target, { rank });
        expect(reverse.provenance.method).toBe('pca-ot-reverse');
        const back = onlyMap(reverse).apply(forth.apply(source.rows));
        expect(relativeError(back, source.rows)).toBeLessThan(1e-3);
      }),
    );
  });
});

describe('transportCost', () => {
  const [source, target] = [gaussianSample(1, 30, 6), gaussianSample(2, 40, 6)];
  const samplesAt = () => ({ source, target });

  it('is the displacement norm over the root of the target’s total variance', () => {
    const arm = fitPcaOt(SITE, source, target, { rank: 2 });
    let total = 0;
    for (let j = 0; j < 6; j++) {
      const column = Array.from({ length: 40 }, (_, i) => target.rows[i * 6 + j]);
      const mean = column.reduce((sum, value) => sum + value, 0) / 40;
      total += column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 39;
    }
    const expected = displacementNorm(onlyMap(arm), source) / Math.sqrt(total);
    expect(transportCost(arm, samplesAt)).toBeCloseTo(expected, 10);
    expect(transportCost(arm.withStrength(0.5), samplesAt)).toBeCloseTo(expected / 2, 5);
  });

  it('does not change with the unit of the activations, and is null where the target is constant', () => {
    const scaled = (sample: Sample) => ({ ...sample, rows: sample.rows.map((value) => 8 * value) });
    const arm = fitPcaOt(SITE, source, target, { rank: 2 });
    const other = fitPcaOt(SITE, scaled(source), scaled(target), { rank: 2 });
    expect(transportCost(other, () => ({ source: scaled(source), target: scaled(target) }))).toBeCloseTo(
      transportCost(arm, samplesAt)!,
      4,
    );
    const constant = { ...target, rows: new Float32Array(target.rows.length).fill(2) };
    expect(transportCost(arm, () => ({ source, target: constant }))).toBeNull();
  });
});
