import { canonicalSites } from '../engine/onnx/canonical-sites.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import { Intervention } from '../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';

/** resid_post of every layer. */
export function residualSites(layers: number): ResidualSite[] {
  return Array.from({ length: layers }, (_, layer) => ({ layer, point: 'resid_post' }));
}

/**
 * The same intervention with the identity added at every other resid_post. The engine builds a graph for each set
 * of sites, so all arms share one, and moving a slider loads nothing. The identity changes no bit: h + (h − h) = h.
 */
export function onEveryPort(intervention: Intervention, layers: number): Intervention {
  const { maps, sites, scope, skipFirst, thought, provenance } = canonicalSites(intervention);
  const identity = AffineMap.identity([...maps.values()][0].dimension);
  const free = residualSites(layers).filter((site) => !maps.has(siteName(site)));
  return new Intervention({
    maps: [
      ...sites.map((site) => [site, maps.get(siteName(site))!] as const),
      ...free.map((site) => [site, identity] as const),
    ],
    scope,
    skipFirst,
    thought,
    provenance,
  });
}
