import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { canonicalJson } from '../formats/canonical-json.ts';
import { Intervention, type Json, type Provenance } from '../interventions/intervention.ts';
import { siteName } from '../interventions/residual-site.ts';

/**
 * Interventions of one method at different sites → one that runs them together. `options` and `data` are added to the
 * provenance that the parts share; facts are merged. Throws {@link InvalidInputError} when there is no part, when
 * method, options, data, scope or skip-first differ, and when two parts have a map at the same site. The identity joins any method: it
 * stands in where that method found nothing to move, and its own options and data are not compared.
 */
export function joinInterventions(
  parts: readonly Intervention[],
  more: {
    readonly options?: { readonly [key: string]: Json };
    readonly data?: { readonly [key: string]: string };
  } = {},
): Intervention {
  if (parts.length === 0) throw new InvalidInputError('sites', 'are empty');
  const first = parts.find(moves) ?? parts[0];
  const { scope, skipFirst, provenance } = first;
  const other = parts.find((part) =>
    moves(part)
      ? identityOf(part) !== identityOf(first)
      : part.scope !== scope || part.skipFirst !== skipFirst,
  );
  if (other)
    throw new InvalidInputError(
      'interventions',
      `${identityOf(first)} and ${identityOf(other)} are not one method with one set of options`,
      'Fit all sites with the same options.',
    );
  const facts: Provenance['facts'] = Object.assign({}, ...parts.map((part) => part.provenance.facts));
  return new Intervention({
    maps: parts.flatMap((part) => part.sites.map((site) => [site, part.maps.get(siteName(site))!] as const)),
    scope,
    skipFirst,
    provenance: {
      ...provenance,
      options: { ...provenance.options, ...more.options },
      ...(Object.keys(facts!).length > 0 ? { facts } : {}),
      ...(more.data ? { data: more.data } : {}),
    },
  });
}

const moves = ({ provenance }: Intervention): boolean => provenance.method !== 'identity';

function identityOf({ scope, skipFirst, provenance: { method, options, data } }: Intervention): string {
  return `${method} ${canonicalJson({ ...options, scope, skipFirst, data })}`;
}
