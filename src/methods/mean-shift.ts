import type { Activations } from '../activations/activations.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import type { Intervention } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import { checkRank } from '../transport/check-rank.ts';
import { liftMap } from '../transport/lift.ts';
import { fitPooledPca, type PooledPca } from '../transport/pooled-pca.ts';
import { capturedMeanShare } from './captured-mean-share.ts';
import { defineMethod } from './define-method.ts';
import type { InterventionOptions } from './intervention-options.ts';
import { meanDifference } from './mean-difference.ts';
import { singleSiteFit } from './single-site-fit.ts';

/**
 * x + PPᵀ(mu_S − mu_H): PCA-OT with A = I, the part of it that moves the mean only. Facts by site name:
 * `capturedMeanShare`, `explainedVariance`, `displacementNorm`, `zeroPosition`. Throws `InvalidInputError` where `fitPcaOt` does.
 */
export function fitMeanShift(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: InterventionOptions & { readonly rank: number; readonly pca?: PooledPca },
): Intervention {
  const { rank, pca = fitPooledPca(source, target), ...settings } = options;
  checkRank(rank, source.count, target.count, pca.numericalRank);
  const basis = pca.basis(rank);
  const means = meanDifference(source, target);
  const { sourceMean, targetMean } = means;
  const linear = Float64Array.from({ length: rank * rank }, (_, i) => (i % (rank + 1) === 0 ? 1 : 0));
  const { shift } = liftMap({ basis, linear, sourceMean, targetMean }, 'keep');
  return singleSiteFit({
    method: 'mean-shift',
    site,
    map: AffineMap.translation(shift),
    source,
    means,
    settings,
    options: { rank },
    facts: {
      capturedMeanShare: capturedMeanShare({ basis, sourceMean, targetMean }),
      explainedVariance: [...pca.explainedVariance(rank)],
    },
  });
}

export const meanShiftMethod = defineMethod({
  name: 'mean-shift',
  title: 'Mean shift',
  note: 'The same K coordinates, but only the mean moves (A = I).',
  point: 'resid_post',
  takes: ['rank'],
  inSubspace: true,
  style: { colour: '#049259', symbol: 'square', page: { light: '#049259', dark: '#02e0a3' } },
  fit: (site, { source, target }, { rank, pca, settings }) =>
    fitMeanShift(site, source, target, { ...settings, rank, ...(pca ? { pca } : {}) }),
});
