import type { Activations } from '../activations/activations.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import type { Intervention } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import { checkSamples } from '../transport/check-samples.ts';
import type { CovarianceShrinkage } from '../transport/shrink-covariance.ts';
import { defineMethod } from './define-method.ts';
import type { InterventionOptions } from './intervention-options.ts';
import { filterFromCovariance, filterFromGram } from './leace-filter.ts';
import { meanDifference } from './mean-difference.ts';
import { singleSiteFit } from './single-site-fit.ts';
import { unitDirection } from './unit-direction.ts';

/**
 * Least-squares concept erasure (Belrose et al. 2023): the affine map of least E‖T(x) − x‖² after which no linear
 * classifier tells the classes apart better than a constant, x − W⁺ P_{W Σ_xz} W (x − mu), W = Σ^{−1/2}, mu and Σ of
 * both classes pooled. For two classes Σ_xz is a multiple of r = mu_H − mu_S, so this is
 * x − r rᵀΣ⁺(x − mu)/(rᵀΣ⁺r), which sends both class means to mu.
 *
 * With n = n_H + n_S > d rows it works on the covariance [d, d] (branch `covariance`), else in the span of the rows
 * (branch `gram`). The default is Ledoit–Wolf shrinkage in both: the concept-erasure package shrinks always (by another
 * estimator), and where n is a few times d the unshrunk filter follows noise. Shrinkage gives up least squares for the
 * sample's Σ, not the guarantee: that holds with every Σ. At weight 1 this is the orthogonal projection along r̂. The
 * package also keeps the trace of the covariance from growing (`constrain_cov_trace`); this does not.
 *
 * Facts by site name: `branch`, `shrinkageIntensity` ρ, `displacementNorm`, `zeroPosition`. Throws `InvalidInputError`
 * when the class means coincide, on fewer than two rows in a class, unequal dimensions and an unknown shrinkage.
 */
export function fitLeace(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: InterventionOptions & { readonly shrinkage?: CovarianceShrinkage } = {},
): Intervention {
  checkSamples(source, target);
  const means = meanDifference(source, target);
  const { sourceMean, targetMean, direction } = means;
  unitDirection(direction);
  const count = source.count + target.count;
  const branch = count > source.dimension ? 'covariance' : 'gram';
  const { shrinkage = { kind: 'ledoit-wolf' } as const, ...settings } = options;
  const mean = sourceMean.map((value, j) => (source.count * value + target.count * targetMean[j]) / count);
  const pooled = { source, target, mean, direction };
  const filterFrom = branch === 'gram' ? filterFromGram : filterFromCovariance;
  const { filter, intensity } = filterFrom(pooled, shrinkage);
  // The filter as a unit vector: v may be so large or small that float32 cannot hold its square.
  const unit = unitDirection(filter);
  const along = unit.reduce((sum, value, j) => sum + value * direction[j], 0);
  const map = new AffineMap({
    scale: new Float32Array(mean.length).fill(1),
    origin: Float32Array.from(mean),
    basis: Float32Array.from(unit),
    gain: Float32Array.from(direction, (value) => -value / along),
    shift: new Float32Array(mean.length),
  });
  return singleSiteFit({
    method: 'leace',
    site,
    map,
    source,
    means,
    settings,
    options: { shrinkage: { ...shrinkage } },
    facts: { branch, shrinkageIntensity: intensity },
  });
}

export const leaceMethod = defineMethod({
  name: 'leace',
  title: 'Least-squares erasure',
  note: 'The smallest change after which no linear classifier tells the classes apart.',
  point: 'resid_post',
  takes: ['shrinkage'],
  alongDifference: true,
  atAllLayers: true,
  style: { colour: '#570fa3', symbol: 'cross', page: { light: '#570fa3', dark: '#9075f5' } },
  fit: (site, { source, target }, { shrinkage, settings }) =>
    fitLeace(site, source, target, { ...settings, ...(shrinkage ? { shrinkage } : {}) }),
});
