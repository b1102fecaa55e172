import type { Activations } from '../activations/activations.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import type { Intervention } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import { buildIntervention } from './build-intervention.ts';
import type { InterventionOptions } from './intervention-options.ts';
import { meanDifference } from './mean-difference.ts';
import { unitDirection } from './unit-direction.ts';

/**
 * Activation addition (Arditi et al. 2024): x − r at one site, published at the block input (`resid_pre`), all
 * tokens. `direction` is r itself, [d], not normalised; a negative strength adds it and so induces refusal.
 * Throws `InvalidInputError` when r is zero or not finite.
 */
export function actAdd(
  site: ResidualSite,
  direction: Float32Array | Float64Array,
  options: InterventionOptions = {},
): Intervention {
  unitDirection(direction);
  return buildIntervention({
    method: 'act-add',
    maps: [[site, AffineMap.translation(Float32Array.from(direction, (value) => -value))]],
    settings: options,
  });
}

/** {@link actAdd} with r = mu_H − mu_S of the activations at the site. */
export function fitActAdd(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: InterventionOptions = {},
): Intervention {
  return actAdd(site, meanDifference(source, target).direction, options);
}
