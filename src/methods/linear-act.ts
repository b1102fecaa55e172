import type { Activations } from '../activations/activations.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { Intervention } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import type { Sample } from '../linalg/sample.ts';
import { checkSamples } from '../transport/check-samples.ts';
import { ACT_SUPPORTS, type ActSupport } from './act-support.ts';
import { coordinateDeviation, SMALLEST_DEVIATION } from './coordinate-deviation.ts';
import { coordinatewiseMap } from './coordinatewise-map.ts';
import { defineMethod } from './define-method.ts';
import type { InterventionOptions } from './intervention-options.ts';
import { meanDifference } from './mean-difference.ts';
import { midpointQuantiles } from './midpoint-quantiles.ts';
import { singleSiteFit } from './single-site-fit.ts';

export { ACT_SUPPORTS, type ActSupport } from './act-support.ts';

/**
 * Linear activation transport (Rodriguez et al. 2025, "Controlling Language and Diffusion Models by Transporting
 * Activations"): per coordinate the least-squares line through the one-dimensional optimal coupling, which pairs
 * sorted with sorted: omega = Σ ã_i b̃_i / Σ ã_i², beta = b̄ − omega ā, x ↦ omega x + beta.
 *
 * Where n_S ≠ n_H (the reference refuses that), b is the target's quantile function at the source's levels (i − ½)/n_H,
 * interpolated by {@link midpointQuantiles}; b̄ stays the target's own mean, so mu_H ↦ mu_S always. A coordinate whose
 * source sigma (1/(n − 1)) is ≤ 1e-4 is left alone; the reference divides by it after adding noise of 1e-8.
 *
 * Support `all` (default) is affine. `q0-100` acts on coordinate j only where min < x_j < max of the source sample,
 * carries that as the map's range, and does not compose. Facts by site name: `leftAlone` (number of coordinates),
 * `displacementNorm`, `zeroPosition`. Throws `InvalidInputError` on unequal dimensions, fewer than two rows in a class
 * and an unknown support.
 */
export function fitLinearAct(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: InterventionOptions & { readonly support?: ActSupport } = {},
): Intervention {
  const { support = 'all', ...settings } = options;
  if (!ACT_SUPPORTS.includes(support))
    throw new InvalidInputError('support', `unknown "${support}"`, `One of ${ACT_SUPPORTS.join(', ')}.`);
  checkSamples(source, target);
  const means = meanDifference(source, target);
  const { sourceMean, targetMean } = means;
  const d = source.dimension;
  const deviation = coordinateDeviation(source, sourceMean);
  const scale = new Float64Array(d).fill(1);
  const shift = new Float64Array(d);
  const lower = new Float32Array(d);
  const upper = new Float32Array(d);
  let leftAlone = 0;
  for (let j = 0; j < d; j++) {
    const a = sortedColumn(source, j);
    lower[j] = a[0];
    upper[j] = a[a.length - 1];
    if (!(deviation[j] > SMALLEST_DEVIATION)) {
      leftAlone++;
      continue;
    }
    const b = midpointQuantiles(sortedColumn(target, j), source.count);
    let [covariance, variance] = [0, 0];
    for (let i = 0; i < a.length; i++) {
      const centred = a[i] - sourceMean[j];
      covariance += centred * (b[i] - targetMean[j]);
      variance += centred * centred;
    }
    scale[j] = covariance / variance;
    shift[j] = targetMean[j] - scale[j] * sourceMean[j];
  }
  return singleSiteFit({
    method: 'linear-act',
    site,
    map: coordinatewiseMap(scale, shift, support === 'all' ? undefined : { lower, upper }),
    source,
    means,
    settings,
    options: { support },
    facts: { leftAlone },
  });
}

function sortedColumn({ rows, count, dimension }: Sample, column: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => rows[i * dimension + column]).sort();
}

export const linearActMethod = defineMethod({
  name: 'linear-act',
  title: 'Linear activation transport',
  note: 'A least-squares line per coordinate through its one-dimensional coupling.',
  point: 'resid_post',
  takes: ['support'],
  pooled: true,
  atAllLayers: true,
  style: { colour: '#cb7e11', symbol: 'triangle2', page: { light: '#cb7e11', dark: '#f3b71f' } },
  fit: (site, { source, target }, { support, settings }) =>
    fitLinearAct(site, source, target, { ...settings, support }),
});
