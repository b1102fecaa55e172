import { AffineMap } from '../interventions/affine-map.ts';
import type { Intervention } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import { buildIntervention } from './build-intervention.ts';
import { defineMethod } from './define-method.ts';
import type { InterventionOptions } from './intervention-options.ts';

/** x ↦ x at the sites: the unattacked model, run through the same ports as the other arms. */
export function identityIntervention(
  sites: Iterable<ResidualSite>,
  dimension: number,
  options: InterventionOptions = {},
): Intervention {
  const map = AffineMap.identity(dimension);
  return buildIntervention({
    method: 'identity',
    maps: [...sites].map((site) => [site, map] as const),
    settings: options,
  });
}

export const identityMethod = defineMethod({
  name: 'identity',
  title: 'Identity',
  note: 'Moves nothing.',
  point: 'resid_post',
  refittable: false,
  audited: 'nowhere',
  fit: (site, { source }, { settings }) => identityIntervention([site], source.dimension, settings),
});
