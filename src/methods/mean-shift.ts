import type { Activations } from '../activations/activations.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';
import { checkRank } from '../transport/check-rank.ts';
import { liftMap } from '../transport/lift.ts';
import { fitPooledPca, type PooledPca } from '../transport/pooled-pca.ts';
import { buildIntervention } from './build-intervention.ts';
import { capturedMeanShare } from './captured-mean-share.ts';
import type { InterventionOptions } from './intervention-options.ts';
import { meanDifference } from './mean-difference.ts';
import { zeroPosition } from './zero-position.ts';

/**
 * x + PPᵀ(mu_S − mu_H): PCA-OT with A = I, the part of it that moves the mean only. Facts by site name:
 * `capturedMeanShare`, `explainedVariance`, `zeroPosition`. Throws `InvalidInputError` where `fitPcaOt` does.
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
  const { sourceMean, targetMean } = meanDifference(source, target);
  const linear = Float64Array.from({ length: rank * rank }, (_, i) => (i % (rank + 1) === 0 ? 1 : 0));
  const { shift } = liftMap({ basis, linear, sourceMean, targetMean }, 'keep');
  return buildIntervention({
    method: 'mean-shift',
    maps: [[site, AffineMap.translation(shift)]],
    settings,
    options: { rank },
    facts: {
      [siteName(site)]: {
        capturedMeanShare: capturedMeanShare({ basis, sourceMean, targetMean }),
        explainedVariance: [...pca.explainedVariance(rank)],
        zeroPosition: zeroPosition(sourceMean, targetMean),
      },
    },
  });
}
