import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../../interventions/residual-site.ts';
import { joinInterventions } from '../../methods/join-interventions.ts';
import { fitAtSite, type SiteFitRequest } from './fit-at-site.ts';
import { EVERYWHERE_METHODS, REFITTABLE_METHODS } from './fit-methods.ts';
import { readClasses } from './read-classes.ts';
import { requireSameDate } from './require-same-date.ts';
import { requireSameTemplate } from './require-same-template.ts';
import { sharedPrecision } from './shared-precision.ts';

export interface FitRequest extends SiteFitRequest {
  readonly sites: readonly ResidualSite[];
}

/**
 * Fits a method at every site, each on its own activations, and joins the maps into one intervention whose provenance
 * holds the SHA-256 of both files. rfa and som take their directions from the one site given.
 * Throws InvalidInputError naming files and tensor, with the fitter's message.
 */
export function fitIntervention(request: FitRequest): Intervention {
  const { method, source, target, sites } = request;
  if (EVERYWHERE_METHODS.includes(method) && sites.length !== 1)
    throw new InvalidInputError(
      '`sites`',
      `${method} takes its direction${method === 'som' ? 's' : ''} from one site, got ${sites.length}`,
      'Give one layer and one point; the map acts on all layers.',
    );
  const precision = sharedPrecision(source, target);
  requireSameDate(source, target);
  requireSameTemplate(source, target);
  const parts = sites.map((site) => fitAtSite(site, readClasses(source, target, site), request));
  return joinInterventions(parts, {
    options: {
      fittedAt: sites.map(siteName),
      ...(REFITTABLE_METHODS.includes(method) && { refit: 'simultaneous' }),
      ...precision,
    },
    data: { source: source.hash, target: target.hash },
  });
}
