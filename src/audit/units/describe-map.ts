import type { Intervention } from '../../interventions/intervention.ts';
import { siteName } from '../../interventions/residual-site.ts';
import type { MapObservation } from './observation.ts';

/** Where an intervention acts, with which options, and what its fitter says of it; nothing of the unattacked model. */
export function describeMap(intervention: Intervention | undefined): MapObservation {
  return {
    sites: intervention?.sites.map(siteName) ?? [],
    options: intervention?.provenance?.options ?? {},
    facts: intervention?.provenance?.facts ?? {},
  };
}
