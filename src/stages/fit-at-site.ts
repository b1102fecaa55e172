import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';
import { fitAce } from '../methods/ace.ts';
import { fitActAdd } from '../methods/act-add.ts';
import { fitGaussianAct } from '../methods/gaussian-act.ts';
import { identityIntervention } from '../methods/identity.ts';
import type { InterventionOptions } from '../methods/intervention-options.ts';
import { fitLeace } from '../methods/leace.ts';
import { type ActSupport, fitLinearAct } from '../methods/linear-act.ts';
import { fitMeanAct } from '../methods/mean-act.ts';
import { fitMeanShift } from '../methods/mean-shift.ts';
import { fitPcaOt } from '../methods/pca-ot.ts';
import { fitDirectionalAblation } from '../methods/rfa.ts';
import { fitSom } from '../methods/som.ts';
import type { Complement } from '../transport/lift.ts';
import type { CovarianceShrinkage } from '../transport/shrink-covariance.ts';
import type { FitMethod } from './fit-methods.ts';
import type { ActivationsFile } from './read-activations.ts';
import type { Classes } from './read-classes.ts';

export interface SiteFitRequest {
  readonly method: FitMethod;
  readonly source: ActivationsFile;
  readonly target: ActivationsFile;
  /** Layers of the model; rfa and som act on all of them. */
  readonly layers: number;
  /** K of pca-ot and mean-shift. */
  readonly rank: number;
  readonly complement: Complement;
  /** Undefined: the method's default. */
  readonly shrinkage: CovarianceShrinkage | undefined;
  readonly support: ActSupport;
  /** Neurons of som along its two sides. */
  readonly grid: readonly [number, number];
  readonly settings: InterventionOptions;
}

/** Fits the method at one site. Throws InvalidInputError naming the files and the tensor, with what the fitter says. */
export function fitAtSite(site: ResidualSite, classes: Classes, request: SiteFitRequest): Intervention {
  try {
    return fitMethod(site, classes, request);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const where = `${request.source.path} and ${request.target.path}, tensor "${siteName(site)}"`;
    throw new InvalidInputError(where, error.message);
  }
}

function fitMethod(site: ResidualSite, { source, target }: Classes, request: SiteFitRequest): Intervention {
  const { method, layers, rank, complement, shrinkage, support, grid, settings } = request;
  const shrunk = shrinkage ? { shrinkage } : {};
  const last = request.source.positions === 'last' && request.target.positions === 'last';
  const origin = last ? { origin: { layer: site.layer, position: -1 } } : {};
  switch (method) {
    case 'pca-ot':
      return fitPcaOt(site, source, target, { rank, complement, ...shrunk, ...settings });
    case 'mean-shift':
      return fitMeanShift(site, source, target, { rank, ...settings });
    case 'act-add':
      return fitActAdd(site, source, target, settings);
    case 'mean-act':
      return fitMeanAct(site, source, target, settings);
    case 'gaussian-act':
      return fitGaussianAct(site, source, target, settings);
    case 'linear-act':
      return fitLinearAct(site, source, target, { support, ...settings });
    case 'ace':
      return fitAce(site, source, target, settings);
    case 'leace':
      return fitLeace(site, source, target, { ...shrunk, ...settings });
    case 'rfa':
      return fitDirectionalAblation(layers, site, source, target, { ...settings, ...origin });
    case 'som':
      return fitSom(layers, site, source, target, { grid, ...settings, ...origin });
    case 'identity':
      return identityIntervention([site], source.dimension, settings);
  }
}
