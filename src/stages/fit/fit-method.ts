import type { Intervention } from '../../interventions/intervention.ts';
import type { ResidualSite } from '../../interventions/residual-site.ts';
import type { DirectionOrigin } from '../../methods/ablate-everywhere.ts';
import { fitAce } from '../../methods/ace.ts';
import { fitActAdd } from '../../methods/act-add.ts';
import { fitGaussianAct } from '../../methods/gaussian-act.ts';
import { identityIntervention } from '../../methods/identity.ts';
import type { InterventionOptions } from '../../methods/intervention-options.ts';
import { fitLeace } from '../../methods/leace.ts';
import { type ActSupport, fitLinearAct } from '../../methods/linear-act.ts';
import { fitMeanAct } from '../../methods/mean-act.ts';
import { fitMeanShift } from '../../methods/mean-shift.ts';
import { fitPcaOt } from '../../methods/pca-ot.ts';
import { fitDirectionalAblation } from '../../methods/rfa.ts';
import { fitSom } from '../../methods/som.ts';
import type { Complement } from '../../transport/lift.ts';
import type { PooledPca } from '../../transport/pooled-pca.ts';
import type { CovarianceShrinkage } from '../../transport/shrink-covariance.ts';
import type { FitMethod } from './fit-methods.ts';
import type { Classes } from './read-classes.ts';

/** The options of all methods; each takes those that it has. */
export interface MethodOptions {
  /** Layers of the model; rfa and som act on all of them. */
  readonly layers: number;
  /** K of pca-ot and mean-shift. */
  readonly rank: number;
  readonly complement: Complement;
  /** Undefined: the method's default. */
  readonly shrinkage?: CovarianceShrinkage | undefined;
  readonly support: ActSupport;
  /** Neurons of som along its two sides; undefined: its default. */
  readonly grid?: readonly [number, number];
  /** Where rfa and som read their directions, for the provenance. */
  readonly origin?: DirectionOrigin;
  /** Of the same activations, fitted once for every K. */
  readonly pca?: PooledPca;
  readonly settings: InterventionOptions;
}

/** The method of that name fitted at one site. Throws what the fitter throws. */
export function fitMethod(
  method: FitMethod,
  site: ResidualSite,
  { source, target }: Classes,
  options: MethodOptions,
): Intervention {
  const { layers, rank, complement, shrinkage, support, grid, origin, pca, settings } = options;
  const shrunk = shrinkage ? { shrinkage } : {};
  const ranked = { ...settings, rank, ...(pca ? { pca } : {}) };
  const ablation = { ...settings, ...(origin ? { origin } : {}) };
  switch (method) {
    case 'pca-ot':
      return fitPcaOt(site, source, target, { ...ranked, complement, ...shrunk });
    case 'mean-shift':
      return fitMeanShift(site, source, target, ranked);
    case 'act-add':
      return fitActAdd(site, source, target, settings);
    case 'mean-act':
      return fitMeanAct(site, source, target, settings);
    case 'gaussian-act':
      return fitGaussianAct(site, source, target, settings);
    case 'linear-act':
      return fitLinearAct(site, source, target, { ...settings, support });
    case 'ace':
      return fitAce(site, source, target, settings);
    case 'leace':
      return fitLeace(site, source, target, { ...settings, ...shrunk });
    case 'rfa':
      return fitDirectionalAblation(layers, site, source, target, ablation);
    case 'som':
      return fitSom(layers, site, source, target, { ...ablation, ...(grid ? { grid } : {}) });
    case 'identity':
      return identityIntervention([site], source.dimension, settings);
  }
}
