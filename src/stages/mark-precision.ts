import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { Intervention } from '../interventions/intervention.ts';
import { siteName } from '../interventions/residual-site.ts';
import { precisionField } from './precision-field.ts';

/** The same intervention, whose provenance says that it was fitted to an approximation; itself where it was not. */
export function markPrecision(
  intervention: Intervention,
  checkpoint: Pick<Checkpoint, 'precision'>,
): Intervention {
  if (checkpoint.precision === 'f32') return intervention;
  const { sites, maps, scope, skipFirst, provenance } = intervention;
  return new Intervention({
    maps: sites.map((site) => [site, maps.get(siteName(site))!]),
    scope,
    skipFirst,
    provenance: { ...provenance, options: { ...provenance.options, ...precisionField(checkpoint) } },
  });
}
