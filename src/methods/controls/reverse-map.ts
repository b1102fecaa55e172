import type { Activations } from '../../activations/activations.ts';
import { Intervention } from '../../interventions/intervention.ts';
import type { ResidualSite } from '../../interventions/residual-site.ts';
import type { PooledPca } from '../../transport/pooled-pca.ts';
import { fitPcaOt, type PcaOtOptions } from '../pca-ot.ts';

/**
 * The map the other way, S → H: if what the arm removes is enough for refusal, this makes the model refuse harmless
 * prompts. The same fit with the classes exchanged (without shrinkage and at full rank the exact inverse inside the
 * subspace), so its facts `source…` speak of S. Method name `pca-ot-reverse`. Throws as `fitPcaOt` does.
 */
export function fitReverseMap(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: PcaOtOptions & { readonly pca?: PooledPca },
): Intervention {
  const { maps, sites, scope, skipFirst, provenance } = fitPcaOt(site, target, source, options);
  return new Intervention({
    maps: [[sites[0], [...maps.values()][0]]],
    scope,
    skipFirst,
    provenance: { ...provenance, method: 'pca-ot-reverse' },
  });
}
