import type { Activations } from '../activations/activations.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import type { Intervention } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import { buildIntervention } from './build-intervention.ts';
import { defineMethod } from './define-method.ts';
import type { InterventionOptions } from './intervention-options.ts';
import { meanDifference } from './mean-difference.ts';
import { singleSiteFit } from './single-site-fit.ts';
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
  return buildIntervention({
    method: 'act-add',
    maps: [[site, subtraction(direction)]],
    settings: options,
  });
}

/**
 * {@link actAdd} with r = mu_H − mu_S of the activations at the site. Facts by site name: `displacementNorm` ‖r‖,
 * `zeroPosition`.
 */
export function fitActAdd(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: InterventionOptions = {},
): Intervention {
  return fitMeanTranslation('act-add', site, source, target, options);
}

/** x − mu_H + mu_S, which has two names. */
export function fitMeanTranslation(
  method: 'act-add' | 'mean-act',
  site: ResidualSite,
  source: Activations,
  target: Activations,
  settings: InterventionOptions,
): Intervention {
  const means = meanDifference(source, target);
  return singleSiteFit({ method, site, map: subtraction(means.direction), source, means, settings });
}

function subtraction(direction: Float32Array | Float64Array): AffineMap {
  unitDirection(direction);
  return AffineMap.translation(Float32Array.from(direction, (value) => -value));
}

export const actAddMethod = defineMethod({
  name: 'act-add',
  title: 'Activation addition',
  note: "Subtracts the difference of the class means at the block's input.",
  point: 'resid_pre',
  alongDifference: true,
  style: { colour: '#be4b04', symbol: 'triangle', page: { light: '#be4b04', dark: '#eb770e' } },
  fit: (site, { source, target }, { settings }) => fitActAdd(site, source, target, settings),
});
