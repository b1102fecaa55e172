import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { Intervention } from '../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';
import { fitAce } from '../methods/ace.ts';
import { fitActAdd } from '../methods/act-add.ts';
import { identityIntervention } from '../methods/identity.ts';
import type { InterventionOptions } from '../methods/intervention-options.ts';
import { meanDifference } from '../methods/mean-difference.ts';
import { fitMeanShift } from '../methods/mean-shift.ts';
import { fitPcaOt } from '../methods/pca-ot.ts';
import { directionalAblation } from '../methods/rfa.ts';
import type { Complement } from '../transport/lift.ts';
import type { CovarianceShrinkage } from '../transport/shrink-covariance.ts';
import type { FitMethod } from './fit-methods.ts';
import type { ActivationsFile } from './read-activations.ts';
import { type Classes, readClasses } from './read-classes.ts';

export interface FitRequest {
  readonly method: FitMethod;
  readonly source: ActivationsFile;
  readonly target: ActivationsFile;
  readonly sites: readonly ResidualSite[];
  /** Layers of the model; rfa acts on all of them. */
  readonly layers: number;
  /** K of pca-ot and mean-shift. */
  readonly rank: number;
  readonly complement: Complement;
  readonly shrinkage: CovarianceShrinkage;
  readonly settings: InterventionOptions;
}

/**
 * Fits a method at every site, each on its own activations, and joins the maps into one intervention whose provenance
 * holds the SHA-256 of both files. rfa takes its direction r = mu_H − mu_S from the one site given.
 * Throws InvalidInputError naming files and tensor, with what the fitter says.
 */
export function fitIntervention(request: FitRequest): Intervention {
  const { method, source, target, sites, settings } = request;
  if (method === 'rfa' && sites.length !== 1)
    throw new InvalidInputError(
      '--layers',
      `rfa takes its direction from one site, got ${sites.length}`,
      'Give one layer and one point; the map acts on all layers.',
    );
  const parts = sites.map((site) => {
    const classes = readClasses(source, target, site);
    try {
      return fitAt(site, classes, request);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      const where = `${source.path} and ${target.path}, tensor "${siteName(site)}"`;
      throw new InvalidInputError(where, error.message);
    }
  });
  const [{ provenance }] = parts;
  const facts = Object.assign({}, ...parts.map((part) => part.provenance.facts ?? {}));
  return new Intervention({
    maps: parts.flatMap((part) => part.sites.map((site) => [site, part.maps.get(siteName(site))!] as const)),
    ...settings,
    provenance: {
      method: provenance.method,
      options: { ...provenance.options, fittedAt: sites.map(siteName) },
      ...(Object.keys(facts).length > 0 ? { facts } : {}),
      data: { source: source.hash, target: target.hash },
    },
  });
}

function fitAt(site: ResidualSite, { source, target }: Classes, request: FitRequest): Intervention {
  const { method, layers, rank, complement, shrinkage, settings } = request;
  switch (method) {
    case 'pca-ot':
      return fitPcaOt(site, source, target, { rank, complement, shrinkage, ...settings });
    case 'mean-shift':
      return fitMeanShift(site, source, target, { rank, ...settings });
    case 'act-add':
      return fitActAdd(site, source, target, settings);
    case 'ace':
      return fitAce(site, source, target, settings);
    case 'rfa': {
      const { direction } = meanDifference(source, target);
      const last = request.source.positions === 'last' && request.target.positions === 'last';
      const origin = last ? { origin: { layer: site.layer, position: -1 } } : {};
      return directionalAblation(layers, direction, { ...settings, ...origin });
    }
    case 'identity':
      return identityIntervention([site], source.dimension, settings);
  }
}
