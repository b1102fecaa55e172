import type { ThoughtTokens } from './answer-start.ts';
import { Intervention, type Provenance } from './intervention.ts';
import { siteName } from './residual-site.ts';

/** The same maps at the same tokens, with another provenance or the marks of a model's thoughts. */
export function withParts(
  { sites, maps, scope, skipFirst, thought, provenance }: Intervention,
  change: { readonly provenance?: Provenance; readonly thought?: ThoughtTokens },
): Intervention {
  return new Intervention({
    maps: sites.map((site) => [site, maps.get(siteName(site))!]),
    scope,
    skipFirst,
    thought,
    provenance,
    ...change,
  });
}
