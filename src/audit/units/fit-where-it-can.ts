import type { Intervention } from '../../interventions/intervention.ts';
import { siteName } from '../../interventions/residual-site.ts';
import { withParts } from '../../interventions/with-parts.ts';
import { identityMethod } from '../../methods/identity.ts';
import { meanDifference } from '../../methods/mean-difference.ts';
import type { Method } from '../../methods/method.ts';
import type { MethodOptions } from '../../methods/method-options.ts';
import { fitPooledPca } from '../../transport/pooled-pca.ts';

/**
 * A method's map at one site of an audit, which tries every site. In float16 the first layers of a small model round away what tells the
 * prompts apart; there the limit of the method is measured instead of ending the audit. Same means: nothing to move along, so a map that
 * moves nothing. Activations of a lower rank than K: the subspace of that rank, beyond which they have no variance to transport.
 */
export function fitWhereItCan(
  method: Method,
  ...[site, classes, options]: Parameters<Method['fit']>
): Intervention {
  const { source, target } = classes;
  if (method.alongDifference) {
    const { direction } = meanDifference(source, target);
    const still = direction.every((value) => value === 0);
    return (still ? identityMethod : method).fit(site, classes, options);
  }
  if (!method.inSubspace) return method.fit(site, classes, options);
  const pca = options.pca ?? fitPooledPca(source, target);
  const rank = pca.rankWithin(options.rank);
  const fitted = method.fit(site, classes, { ...options, pca, rank });
  return rank === options.rank ? fitted : withRank(fitted, options, rank);
}

/** Says what was asked for, as the maps of other sites do, and what there was. */
function withRank(fitted: Intervention, { rank }: MethodOptions, found: number): Intervention {
  const { provenance } = fitted;
  const site = siteName(fitted.sites[0]);
  const facts = provenance.facts?.[site] as object | undefined;
  return withParts(fitted, {
    provenance: {
      ...provenance,
      options: { ...provenance.options, rank },
      facts: { ...provenance.facts, [site]: { ...facts, rankOfActivations: found } },
    },
  });
}
