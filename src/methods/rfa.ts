import type { Activations } from '../activations/activations.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';
import { ablateEverywhere, type DirectionOrigin } from './ablate-everywhere.ts';
import { defineMethod } from './define-method.ts';
import type { InterventionOptions } from './intervention-options.ts';
import { meanDifference } from './mean-difference.ts';
import { fitFacts } from './single-site-fit.ts';

/**
 * Refusal-feature ablation (Arditi et al. 2024): x − r̂ r̂ᵀx at the input, attention output and MLP output of each of
 * the `layers` blocks, one direction r [d] for all. `origin` says where r was taken and goes into the provenance.
 * Throws `InvalidInputError` when r is zero or not finite and when `layers` is not a positive integer.
 */
export function directionalAblation(
  layers: number,
  direction: Float32Array | Float64Array,
  options: InterventionOptions & { readonly origin?: DirectionOrigin } = {},
): Intervention {
  const { origin, ...settings } = options;
  return ablateEverywhere({
    method: 'rfa',
    layers,
    directions: [direction],
    settings,
    ...(origin ? { origin } : {}),
  });
}

/**
 * {@link directionalAblation} with r = mu_H − mu_S of the activations at `site`. Facts under that site's name, though
 * the map acts elsewhere: `displacementNorm` of the map on the source sample, `zeroPosition`.
 */
export function fitDirectionalAblation(
  layers: number,
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: InterventionOptions & { readonly origin?: DirectionOrigin } = {},
): Intervention {
  const { origin, ...settings } = options;
  const means = meanDifference(source, target);
  return ablateEverywhere({
    method: 'rfa',
    layers,
    directions: [means.direction],
    settings,
    ...(origin ? { origin } : {}),
    factsOf: (map) => ({ [siteName(site)]: fitFacts(map, source, means) }),
  });
}

export const directionalAblationMethod = defineMethod({
  name: 'rfa',
  title: 'Directional ablation',
  note: 'Projects the refusal direction, read here, out of every layer.',
  point: 'resid_pre',
  actsEverywhere: true,
  alongDifference: true,
  style: { colour: '#1c1b19', symbol: 'star', page: { light: '#1c1b19', dark: '#f2f0ea' } },
  fit: (site, { source, target }, { layers, origin, settings }) =>
    fitDirectionalAblation(layers, site, source, target, { ...settings, ...(origin ? { origin } : {}) }),
});
