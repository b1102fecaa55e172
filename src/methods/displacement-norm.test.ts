import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classes, onlyMap, SITE } from '../../test/goldens/methods/sample-classes.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import { displacementNorm } from './displacement-norm.ts';
import { fitLinearAct } from './linear-act.ts';

describe('displacementNorm', () => {
  const sample = { rows: Float32Array.of(1, 5, 2, 7, 3, 9), count: 3, dimension: 2 };

  it('is 0 of the identity and the length of a translation', () => {
    expect(displacementNorm(AffineMap.identity(2), sample)).toBe(0);
    expect(displacementNorm(AffineMap.translation(Float32Array.of(3, -4)), sample)).toBe(5);
  });

  it('counts only what a clipped map moves', () => {
    const moving = AffineMap.translation(Float32Array.of(3, 4));
    const range = { lower: Float32Array.of(1, 5), upper: Float32Array.of(3, 9) };
    // Of three rows only the middle one lies strictly inside.
    const clipped = displacementNorm(new AffineMap({ ...moving.fields(), range }), sample);
    expect(clipped).toBeCloseTo(5 / Math.sqrt(3), 12);
  });

  it('is proportional to the strength', () => {
    fc.assert(
      fc.property(classes, fc.double({ min: -2, max: 2, noNaN: true }), ({ source, target }, strength) => {
        for (const support of ['all', 'q0-100'] as const) {
          const map = onlyMap(fitLinearAct(SITE, source, target, { support }));
          const full = displacementNorm(map, source);
          const scaled = displacementNorm(map.withStrength(strength), source);
          expect(Math.abs(scaled - Math.abs(strength) * full)).toBeLessThan(1e-4 * full);
        }
      }),
    );
  });
});
