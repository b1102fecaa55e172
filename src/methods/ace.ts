import type { Activations } from '../activations/activations.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';
import { buildIntervention } from './build-intervention.ts';
import type { InterventionOptions } from './intervention-options.ts';
import { meanDifference } from './mean-difference.ts';
import { unitDirection } from './unit-direction.ts';
import { zeroPosition } from './zero-position.ts';

/**
 * Affine concept editing: x − r̂ r̂ᵀ(x − mu_S), r = mu_H − mu_S, so every x gets the harmless mean's coordinate
 * along r̂. Facts by site name: `zeroPosition`. Throws `InvalidInputError` when the class means coincide.
 */
export function fitAce(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: InterventionOptions = {},
): Intervention {
  const { sourceMean, targetMean, direction } = meanDifference(source, target);
  const unit = unitDirection(direction);
  const map = new AffineMap({
    scale: new Float32Array(unit.length).fill(1),
    origin: Float32Array.from(targetMean),
    basis: Float32Array.from(unit),
    gain: Float32Array.from(unit, (value) => -value),
    shift: new Float32Array(unit.length),
  });
  return buildIntervention({
    method: 'ace',
    maps: [[site, map]],
    settings: options,
    facts: { [siteName(site)]: { zeroPosition: zeroPosition(sourceMean, targetMean) } },
  });
}
