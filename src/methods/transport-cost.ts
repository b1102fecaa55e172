import type { Intervention } from '../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';
import { columnMean } from '../linalg/mean.ts';
import type { Sample } from '../linalg/sample.ts';
import { coordinateDeviation } from './coordinate-deviation.ts';
import { displacementNorm } from './displacement-norm.ts';

/**
 * τ = √(Σ_l E_H‖Δ_l‖²/tr Σ_{S,l}): how far the intervention, at its strength, moves source activations, in units of
 * the target's own spread; dimensionless, so it compares across layers and models. `samplesAt` gives both classes at a
 * site of the intervention, the source as it arrives there: with earlier maps active where several sites run together.
 * Null where the target is constant at a site; at least two target rows.
 */
export function transportCost(
  intervention: Intervention,
  samplesAt: (site: ResidualSite) => { readonly source: Sample; readonly target: Sample },
): number | null {
  let sum = 0;
  for (const site of intervention.sites) {
    const { source, target } = samplesAt(site);
    const moved = displacementNorm(intervention.maps.get(siteName(site))!, source) ** 2;
    const deviation = coordinateDeviation(target, columnMean(target.rows, target.dimension));
    const spread = deviation.reduce((total, sigma) => total + sigma * sigma, 0);
    if (!(spread > 0)) return null;
    sum += moved / spread;
  }
  return Math.sqrt(sum);
}
