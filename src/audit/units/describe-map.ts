import type { Intervention } from '../../interventions/intervention.ts';
import { siteName } from '../../interventions/residual-site.ts';
import { transportCost } from '../../methods/transport-cost.ts';
import type { FitActivations } from './capture-fit.ts';
import type { MapObservation } from './observation.ts';

/**
 * Where an intervention acts, with which options, and what its fitter says of it; nothing of the unattacked model. The cost
 * of maps at several sites reckons with unmodified activations.
 */
export function describeMap(intervention: Intervention | undefined, fit: FitActivations): MapObservation {
  return {
    sites: intervention?.sites.map(siteName) ?? [],
    options: intervention?.provenance.options ?? {},
    facts: intervention?.provenance.facts ?? {},
    transportCost: intervention ? costOf(intervention, fit) : 0,
  };
}

function costOf(intervention: Intervention, fit: FitActivations): number | null {
  const captured = intervention.sites.every(({ point }) => point === 'resid_post' || point === 'resid_pre');
  if (!captured) return null;
  return transportCost(intervention, ({ layer, point }) => {
    const { forbidden, harmless } =
      point === 'resid_post' ? fit.residPost[layer] : fit.residPre.get(-1)![layer];
    return { source: forbidden, target: harmless };
  });
}
