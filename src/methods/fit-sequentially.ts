import type { Activations } from '../activations/activations.ts';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { compareSites, type ResidualSite, siteName } from '../interventions/residual-site.ts';
import { reachesPrompt, type TokenScope } from '../interventions/token-scope.ts';
import { joinInterventions } from './join-interventions.ts';

/**
 * Sequential refit: at sites l_1 < … < l_m, in execution order whatever the order given, the source is captured at l_j
 * with the maps of l_1 … l_{j−1} active, the target never modified, and the method fitted on those two. So a later map
 * corrects what the earlier ones left, instead of repeating their work. Facts of every site are kept; provenance
 * says `refit: 'sequential'`.
 *
 * Throws {@link InvalidInputError}: no site, a site given twice, scope `generated` or `answer` (activations of the prompt never see
 * the earlier maps), a `fitAt` whose intervention has another scope or other sites than requested. Rejects with
 * the errors of the functions passed in, and with `signal`'s reason when aborted between two sites.
 */
export async function fitSequentially(options: {
  readonly sites: readonly ResidualSite[];
  /** Token scope of the interventions that `fitAt` makes, and so of the maps that later captures see. */
  readonly scope: TokenScope;
  /** Fits the method at one site. */
  readonly fitAt: (site: ResidualSite, source: Activations, target: Activations) => Intervention;
  /** Captures source activations at a site while the maps of earlier sites (undefined at the first site) are active. */
  readonly captureUnder: (applied: Intervention | undefined, site: ResidualSite) => Promise<Activations>;
  /** Captures target activations of the unmodified model. */
  readonly targetAt: (site: ResidualSite) => Activations;
  readonly signal?: AbortSignal;
}): Promise<Intervention> {
  const { scope, fitAt, captureUnder, targetAt, signal } = options;
  const sites = [...options.sites].sort(compareSites);
  if (sites.length === 0) throw new InvalidInputError('sites', 'are empty');
  const twice = sites.find((site, i) => i > 0 && compareSites(site, sites[i - 1]) === 0);
  if (twice) throw new InvalidInputError('sites', `${siteName(twice)} is given twice`);
  checkSequentialScope(scope);
  const parts: Intervention[] = [];
  for (const site of sites) {
    signal?.throwIfAborted();
    const applied = parts.length === 0 ? undefined : joined(parts);
    const part = fitAt(site, await captureUnder(applied, site), targetAt(site));
    if (part.scope !== scope)
      throw new InvalidInputError('scope', `the fit at ${siteName(site)} has ${part.scope}, not ${scope}`);
    if (part.sites.length !== 1 || compareSites(part.sites[0], site) !== 0)
      throw new InvalidInputError(
        'method',
        `${part.provenance.method} fitted at ${siteName(site)} acts on ${part.sites.map(siteName).join(', ')}`,
        'Only methods that act where they are fitted can be refitted in sequence.',
      );
    parts.push(part);
  }
  return joined(parts);
}

/** Throws {@link InvalidInputError} if activations of a prompt do not see maps of that scope. */
export function checkSequentialScope(scope: TokenScope): void {
  if (!reachesPrompt(scope))
    throw new InvalidInputError(
      'scope',
      `activations of the prompt do not see maps of scope "${scope}", so nothing would be refitted`,
      'Fit simultaneously, or choose scope all, prompt or last-prompt.',
    );
}

function joined(parts: readonly Intervention[]): Intervention {
  return joinInterventions(parts, { options: { refit: 'sequential' } });
}
