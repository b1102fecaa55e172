import fc from 'fast-check';
import { expect } from 'vitest';
import type { AffineMap } from '../../../src/interventions/affine-map.ts';
import type { Intervention, Json } from '../../../src/interventions/intervention.ts';
import { siteName } from '../../../src/interventions/residual-site.ts';
import { gaussianSample } from '../transport/gaussian-sample.ts';

export const SITE = { layer: 2, point: 'resid_post' } as const;

/** Two small classes, the target of one row more. */
export const classes = fc
  .record({
    seed: fc.integer(),
    dimension: fc.integer({ min: 2, max: 20 }),
    count: fc.integer({ min: 4, max: 12 }),
  })
  .map(({ seed, dimension, count }) => ({
    source: gaussianSample(seed, count, dimension),
    target: gaussianSample(seed + 1, count + 1, dimension),
  }));

export function onlyMap(intervention: Intervention): AffineMap {
  expect(intervention.maps.size).toBe(1);
  return [...intervention.maps.values()][0];
}

export function factsAt(intervention: Intervention, site = siteName(SITE)): { readonly [key: string]: Json } {
  return intervention.provenance.facts![site] as { readonly [key: string]: Json };
}
