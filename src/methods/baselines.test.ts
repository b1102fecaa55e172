import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classes, factsAt, onlyMap, SITE } from '../../test/goldens/methods/sample-classes.ts';
import { gaussianSample, gaussians, relativeError } from '../../test/goldens/transport/gaussian-sample.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { columnMean } from '../linalg/mean.ts';
import { fitAce } from './ace.ts';
import { actAdd, fitActAdd } from './act-add.ts';
import { fitGaussianAct } from './gaussian-act.ts';
import { identityIntervention } from './identity.ts';
import { fitLinearAct } from './linear-act.ts';
import { fitMeanAct } from './mean-act.ts';
import { meanDifference } from './mean-difference.ts';
import { fitMeanShift } from './mean-shift.ts';
import { fitPcaOt } from './pca-ot.ts';
import { directionalAblation } from './rfa.ts';

function along(rows: Float32Array, direction: Float64Array): Float64Array {
  const d = direction.length;
  const norm = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
  return Float64Array.from({ length: rows.length / d }, (_, i) =>
    direction.reduce((sum, value, j) => sum + (value / norm) * rows[i * d + j], 0),
  );
}

describe('identityIntervention', () => {
  it('changes nothing', () => {
    const rows = Float32Array.from(gaussians(1, 30));
    expect(onlyMap(identityIntervention([SITE], 6)).apply(rows)).toEqual(rows);
    expect(() => identityIntervention([], 6)).toThrow(/sites: are empty/);
  });
});

describe('fitActAdd', () => {
  it('carries the source mean onto the target mean and back at strength −1', () => {
    fc.assert(
      fc.property(classes, ({ source, target }) => {
        const { targetMean, sourceMean } = meanDifference(source, target);
        const moved = onlyMap(fitActAdd(SITE, source, target)).apply(source.rows);
        expect(relativeError(columnMean(moved, source.dimension), targetMean, 1)).toBeLessThan(1e-5);
        const back = onlyMap(fitActAdd(SITE, source, target, { strength: -1 })).apply(target.rows);
        expect(relativeError(columnMean(back, source.dimension), sourceMean, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('has rank 0', () => {
    expect(onlyMap(actAdd(SITE, Float32Array.of(1, 2)))).toMatchObject({
      rank: 0,
      shift: Float32Array.of(-1, -2),
    });
  });
});

describe('fitMeanAct', () => {
  it('is act-add under another name', () => {
    fc.assert(
      fc.property(classes, fc.constantFrom('all', 'last-prompt'), ({ source, target }, scope) => {
        const options = { scope, strength: 0.5, skipFirst: true } as const;
        const [act, add] = [fitMeanAct, fitActAdd].map((method) => method(SITE, source, target, options));
        expect(act.maps).toEqual(add.maps);
        expect(act.provenance).toEqual({ ...add.provenance, method: 'mean-act' });
      }),
    );
  });

  it('moves every row by ‖r‖', () => {
    const [source, target] = [gaussianSample(1, 9, 5), gaussianSample(2, 7, 5)];
    const { direction } = meanDifference(source, target);
    const norm = factsAt(fitMeanAct(SITE, source, target, { strength: 0.5 })).displacementNorm;
    expect(norm).toBeCloseTo(Math.hypot(...direction), 5);
  });
});

describe('fitAce', () => {
  it('gives every vector the harmless mean along r and is idempotent', () => {
    fc.assert(
      fc.property(classes, ({ source, target }) => {
        const { targetMean, direction } = meanDifference(source, target);
        const map = onlyMap(fitAce(SITE, source, target));
        const once = map.apply(source.rows);
        const [expected] = along(Float32Array.from(targetMean), direction);
        for (const value of along(once, direction)) expect(Math.abs(value - expected)).toBeLessThan(1e-4);
        expect(relativeError(map.apply(once), once, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('refuses classes with one mean', () => {
    const sample = gaussianSample(1, 4, 5);
    expect(() => fitAce(SITE, sample, sample)).toThrow(/direction: is zero/);
  });
});

describe('directionalAblation', () => {
  it('removes the direction everywhere, at three points of every block, and is idempotent', () => {
    fc.assert(
      fc.property(classes, fc.integer({ min: 1, max: 5 }), ({ source, target }, layers) => {
        const { direction } = meanDifference(source, target);
        const intervention = directionalAblation(layers, direction, { origin: { layer: 0, position: -1 } });
        expect(intervention.sites).toHaveLength(3 * layers);
        for (let layer = 0; layer < layers; layer++)
          for (const point of ['resid_pre', 'attn_out', 'mlp_out'])
            expect(intervention.sites).toContainEqual({ layer, point });
        const map = intervention.maps.get('attn_out.0')!;
        const once = map.apply(source.rows);
        for (const value of along(once, direction)) expect(Math.abs(value)).toBeLessThan(1e-4);
        expect(relativeError(map.apply(once), once, 1)).toBeLessThan(1e-5);
        expect(relativeError(map.followedBy(map).apply(source.rows), once, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('does not depend on the length or sign of the direction', () => {
    const rows = Float32Array.from(gaussians(1, 12));
    const direction = Float64Array.from(gaussians(2, 4));
    const apply = (factor: number) =>
      directionalAblation(
        1,
        direction.map((value) => factor * value),
      )
        .maps.get('mlp_out.0')!
        .apply(rows);
    expect(relativeError(apply(-1000), apply(1), 1)).toBeLessThan(1e-6);
  });

  it('refuses no layers and a direction that is zero or not finite', () => {
    expect(() => directionalAblation(0, Float32Array.of(1))).toThrow(InvalidInputError);
    expect(() => directionalAblation(2, new Float32Array(3))).toThrow(/direction: is zero/);
    expect(() => directionalAblation(2, Float32Array.of(1, Number.NaN))).toThrow(/direction: holds NaN/);
  });
});

describe('fitMeanShift', () => {
  it('is what PCA-OT does to the source mean', () => {
    fc.assert(
      fc.property(classes, ({ source, target }) => {
        const rank = Math.min(2, source.dimension);
        const { sourceMean } = meanDifference(source, target);
        const mean = Float32Array.from(sourceMean);
        const shifted = onlyMap(fitMeanShift(SITE, source, target, { rank })).apply(mean);
        const transported = onlyMap(fitPcaOt(SITE, source, target, { rank })).apply(mean);
        expect(relativeError(shifted, transported, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('reaches act-add where the subspace is everything', () => {
    const [source, target] = [gaussianSample(1, 9, 5), gaussianSample(2, 9, 5)];
    const shifted = onlyMap(fitMeanShift(SITE, source, target, { rank: 5 })).shift;
    expect(relativeError(shifted, onlyMap(fitActAdd(SITE, source, target)).shift)).toBeLessThan(1e-6);
  });

  it('refuses what PCA-OT refuses', () => {
    expect(() => fitMeanShift(SITE, gaussianSample(1, 3, 5), gaussianSample(2, 9, 5), { rank: 3 })).toThrow(
      /rank/,
    );
  });
});

it('every fit refuses unequal dimensions', () => {
  const [source, target] = [gaussianSample(1, 5, 4), gaussianSample(2, 5, 6)];
  for (const fit of [
    () => fitAce(SITE, source, target),
    () => fitActAdd(SITE, source, target),
    () => fitMeanShift(SITE, source, target, { rank: 1 }),
    () => fitPcaOt(SITE, source, target, { rank: 1 }),
    () => fitMeanAct(SITE, source, target),
    () => fitGaussianAct(SITE, source, target),
    () => fitLinearAct(SITE, source, target),
  ])
    expect(fit).toThrow(/source has dimension 4, target 6/);
});
