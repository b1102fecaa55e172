import type { Activations } from '../../activations/activations.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import type { ResidualSite } from '../../interventions/residual-site.ts';
import { liftMap } from '../../transport/lift.ts';
import { singleSiteFit } from '../single-site-fit.ts';
import type { ControlOptions } from './control-options.ts';
import { fitArmTransport } from './fit-arm-transport.ts';

/**
 * The pca-ot arm without its shift, m_H + A(y − m_H): the spread of the target around the source's mean. With
 * `fitMeanShift` (A = I) it takes the arm apart. Facts by site name: `mapEigenvalues`, `displacementNorm`,
 * `zeroPosition`. Throws `InvalidInputError` where `fitPcaOt` does.
 */
export function fitCovarianceOnly(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: ControlOptions,
): Intervention {
  const { transport, settings, recorded } = fitArmTransport(source, target, options);
  return singleSiteFit({
    method: 'covariance-only',
    site,
    map: liftMap({ ...transport, targetMean: transport.sourceMean }, 'keep'),
    source,
    means: transport,
    settings,
    options: recorded,
    facts: { mapEigenvalues: [...transport.map.eigenvalues] },
  });
}
