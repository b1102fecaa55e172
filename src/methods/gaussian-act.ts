import type { Activations } from '../activations/activations.ts';
import type { Intervention } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import { checkSamples } from '../transport/check-samples.ts';
import { coordinateDeviation, SMALLEST_DEVIATION } from './coordinate-deviation.ts';
import { coordinatewiseMap } from './coordinatewise-map.ts';
import { defineMethod } from './define-method.ts';
import type { InterventionOptions } from './intervention-options.ts';
import { meanDifference } from './mean-difference.ts';
import { singleSiteFit } from './single-site-fit.ts';

/**
 * Gaussian activation transport (Rodriguez et al. 2025): (sigma_S/sigma_H) ⊙ (x − mu_H) + mu_S, the Monge map between
 * the classes' independent Gaussians, coordinate by coordinate. sigma has 1/(n − 1), as the reference's `torch.std`;
 * with n_H = n_S the ratio does not depend on it. A coordinate with sigma ≤ 1e-4 in either class is left alone, as in
 * the reference (`GaussianOTHook` of apple/ml-act, act/hooks/transport.py). Facts by site name: `leftAlone` (number of
 * such coordinates), `displacementNorm`, `zeroPosition`. Throws `InvalidInputError` on unequal dimensions and fewer than
 * two rows.
 */
export function fitGaussianAct(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: InterventionOptions = {},
): Intervention {
  checkSamples(source, target);
  const means = meanDifference(source, target);
  const { sourceMean, targetMean } = means;
  const sourceDeviation = coordinateDeviation(source, sourceMean);
  const targetDeviation = coordinateDeviation(target, targetMean);
  const scale = new Float64Array(source.dimension).fill(1);
  const shift = new Float64Array(source.dimension);
  let leftAlone = 0;
  for (let j = 0; j < scale.length; j++) {
    if (!(Math.min(sourceDeviation[j], targetDeviation[j]) > SMALLEST_DEVIATION)) {
      leftAlone++;
      continue;
    }
    scale[j] = targetDeviation[j] / sourceDeviation[j];
    shift[j] = targetMean[j] - scale[j] * sourceMean[j];
  }
  return singleSiteFit({
    method: 'gaussian-act',
    site,
    map: coordinatewiseMap(scale, shift),
    source,
    means,
    settings: options,
    facts: { leftAlone },
  });
}

export const gaussianActMethod = defineMethod({
  name: 'gaussian-act',
  title: 'Gaussian activation transport',
  note: 'Matches mean and deviation of each coordinate on its own.',
  point: 'resid_post',
  pooled: true,
  atAllLayers: true,
  style: { colour: '#614415', symbol: 'diamond2', page: { light: '#614415', dark: '#ae9660' } },
  fit: (site, { source, target }, { settings }) => fitGaussianAct(site, source, target, settings),
});
