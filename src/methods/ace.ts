import type { Activations } from '../activations/activations.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import type { Intervention } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import { defineMethod } from './define-method.ts';
import type { InterventionOptions } from './intervention-options.ts';
import { meanDifference } from './mean-difference.ts';
import { singleSiteFit } from './single-site-fit.ts';
import { unitDirection } from './unit-direction.ts';

/**
 * Affine concept editing: x − r̂ r̂ᵀ(x − mu_S), r = mu_H − mu_S, so every x gets the harmless mean's coordinate
 * along r̂. Facts by site name: `displacementNorm`, `zeroPosition`. Throws `InvalidInputError` when the class means
 * coincide.
 */
export function fitAce(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: InterventionOptions = {},
): Intervention {
  const means = meanDifference(source, target);
  const unit = unitDirection(means.direction);
  const map = new AffineMap({
    scale: new Float32Array(unit.length).fill(1),
    origin: Float32Array.from(means.targetMean),
    basis: Float32Array.from(unit),
    gain: Float32Array.from(unit, (value) => -value),
    shift: new Float32Array(unit.length),
  });
  return singleSiteFit({ method: 'ace', site, map, source, means, settings: options });
}

export const aceMethod = defineMethod({
  name: 'ace',
  title: 'Affine concept editing',
  note: 'Sets the coordinate along the refusal direction to the harmless mean.',
  point: 'resid_post',
  alongDifference: true,
  style: { colour: '#ae658d', symbol: 'diamond', page: { light: '#ae658d', dark: '#cd81b5' } },
  fit: (site, { source, target }, { settings }) => fitAce(site, source, target, settings),
});
