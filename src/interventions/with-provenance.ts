import { Intervention, type Provenance } from './intervention.ts';
import { siteName } from './residual-site.ts';

/** The same maps with another provenance. */
export function withProvenance(
  { sites, maps, scope, skipFirst, thought }: Intervention,
  provenance: Provenance,
): Intervention {
  return new Intervention({
    maps: sites.map((site) => [site, maps.get(siteName(site))!]),
    scope,
    skipFirst,
    thought,
    provenance,
  });
}
