import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { AffineMap } from '../interventions/affine-map.ts';
import { Intervention, type Json } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import { TOKEN_SCOPES } from '../interventions/token-scope.ts';
import type { InterventionOptions } from './intervention-options.ts';

/**
 * Full-strength maps → an intervention at the given strength, with every option, defaults included, in its
 * provenance. Throws {@link InvalidInputError} if there is no site, on a strength that is not a finite number or an unknown scope.
 */
export function buildIntervention(parts: {
  readonly method: string;
  readonly maps: Iterable<readonly [ResidualSite, AffineMap]>;
  readonly settings: InterventionOptions;
  /** The method's own options, defaults filled in. */
  readonly options?: { readonly [key: string]: Json };
  readonly facts?: { readonly [key: string]: Json };
}): Intervention {
  const { strength = 1, scope = 'all', skipFirst = false } = parts.settings;
  if (!Number.isFinite(strength))
    throw new InvalidInputError('strength', `${strength} is not a finite number`);
  if (!TOKEN_SCOPES.includes(scope))
    throw new InvalidInputError('scope', `unknown "${scope}"`, `One of ${TOKEN_SCOPES.join(', ')}.`);
  const maps = [...parts.maps].map(([site, map]) => [site, map.withStrength(strength)] as const);
  if (maps.length === 0) throw new InvalidInputError('sites', 'are empty');
  return new Intervention({
    maps,
    scope,
    skipFirst,
    provenance: {
      method: parts.method,
      options: { ...parts.options, strength, scope, skipFirst },
      ...(parts.facts ? { facts: parts.facts } : {}),
    },
  });
}
