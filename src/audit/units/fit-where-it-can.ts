import type { Intervention } from '../../interventions/intervention.ts';
import { siteName } from '../../interventions/residual-site.ts';
import { withProvenance } from '../../interventions/with-provenance.ts';
import { meanDifference } from '../../methods/mean-difference.ts';
import { fitMethod, type MethodOptions } from '../../stages/fit/fit-method.ts';
import type { FitMethod } from '../../stages/fit/fit-methods.ts';
import { fitPooledPca } from '../../transport/pooled-pca.ts';

/** Methods that move along the difference of the class means, or take it away. */
const ALONG_THE_DIFFERENCE: ReadonlySet<FitMethod> = new Set(['rfa', 'som', 'act-add', 'ace', 'leace']);
const IN_A_SUBSPACE: ReadonlySet<FitMethod> = new Set(['pca-ot', 'mean-shift']);

/**
 * A method's map at one site of an audit, which tries every site. In float16 the first layers of a small model round away what tells the
 * prompts apart; there the limit of the method is measured instead of ending the audit. Same means: nothing to move along, so a map that
 * moves nothing. Activations of a lower rank than K: the subspace of that rank, beyond which they have no variance to transport.
 */
export function fitWhereItCan(
  ...[method, site, classes, options]: Parameters<typeof fitMethod>
): Intervention {
  const { source, target } = classes;
  if (ALONG_THE_DIFFERENCE.has(method)) {
    const { direction } = meanDifference(source, target);
    return fitMethod(direction.every((value) => value === 0) ? 'identity' : method, site, classes, options);
  }
  if (!IN_A_SUBSPACE.has(method)) return fitMethod(method, site, classes, options);
  const pca = options.pca ?? fitPooledPca(source, target);
  const rank = pca.rankWithin(options.rank);
  const fitted = fitMethod(method, site, classes, { ...options, pca, rank });
  return rank === options.rank ? fitted : withRank(fitted, options, rank);
}

/** Says what was asked for, as the maps of other sites do, and what there was. */
function withRank(fitted: Intervention, { rank }: MethodOptions, found: number): Intervention {
  const { provenance } = fitted;
  const site = siteName(fitted.sites[0]);
  const facts = provenance.facts?.[site] as object | undefined;
  return withProvenance(fitted, {
    ...provenance,
    options: { ...provenance.options, rank },
    facts: { ...provenance.facts, [site]: { ...facts, rankOfActivations: found } },
  });
}
