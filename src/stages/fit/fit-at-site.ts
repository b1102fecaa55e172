import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../../interventions/residual-site.ts';
import type { ActivationSet } from '../run/activation-set.ts';
import { fitMethod, type MethodOptions } from './fit-method.ts';
import type { FitMethod } from './fit-methods.ts';
import type { Classes } from './read-classes.ts';

export interface SiteFitRequest extends Omit<MethodOptions, 'origin' | 'pca'> {
  readonly method: FitMethod;
  readonly source: ActivationSet;
  readonly target: ActivationSet;
}

/** Fits the method at one site. Throws InvalidInputError naming the files and the tensor, with the fitter's message. */
export function fitAtSite(site: ResidualSite, classes: Classes, request: SiteFitRequest): Intervention {
  const { method, source, target, ...options } = request;
  const last = source.positions === 'last' && target.positions === 'last';
  const origin = last ? { origin: { layer: site.layer, position: -1 } } : {};
  try {
    return fitMethod(method, site, classes, { ...options, ...origin });
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const where = `${source.name} and ${target.name}, tensor "${siteName(site)}"`;
    throw new InvalidInputError(where, error.message);
  }
}
