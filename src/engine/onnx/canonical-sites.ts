import { Intervention } from '../../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../../interventions/residual-site.ts';

/**
 * The same intervention with every resid_pre of block l ≥ 1 named resid_post of block l − 1 where that site is free: the
 * value is the same tensor, so both names share one graph. Not for captures, which tell the two apart.
 */
export function canonicalSites(intervention: Intervention): Intervention {
  const rename = (site: ResidualSite): ResidualSite => {
    const before = { layer: site.layer - 1, point: 'resid_post' } as const;
    return site.point === 'resid_pre' && site.layer > 0 && !intervention.maps.has(siteName(before))
      ? before
      : site;
  };
  const { scope, skipFirst, thought, provenance } = intervention;
  const maps = intervention.sites.map(
    (site) => [rename(site), intervention.maps.get(siteName(site))!] as const,
  );
  return new Intervention({ maps, scope, skipFirst, thought, provenance });
}
