import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { AffineMap } from './affine-map.ts';
import type { ThoughtTokens } from './answer-start.ts';
import { compareSites, parseSiteName, type ResidualSite, siteName } from './residual-site.ts';
import type { TokenScope } from './token-scope.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Origin of an intervention; stored in its file and in every report. */
export interface Provenance {
  /** The method's name: `pca-ot`, `rfa`, … */
  readonly method: string;
  /** Every option that the method ran with, defaults included. */
  readonly options: { readonly [key: string]: Json };
  /** Facts recorded by the fit (shrinkage intensity, captured mean share, …). */
  readonly facts?: { readonly [key: string]: Json };
  /** Hashes of the data it was fitted on. */
  readonly data?: { readonly [key: string]: string };
}

/** Affine maps by site, one per site, and the tokens that they act on. Immutable. */
export class Intervention {
  /** Sorted in execution order. */
  readonly sites: readonly ResidualSite[];
  readonly maps: ReadonlyMap<string, AffineMap>;
  readonly scope: TokenScope;
  /** Leave position 0, the attention sink, alone. */
  readonly skipFirst: boolean;
  /** How thoughts are marked, which scope `answer` has to know; the model that it is for says it. */
  readonly thought: ThoughtTokens | undefined;
  readonly provenance: Provenance;

  constructor(options: {
    maps: Iterable<readonly [ResidualSite, AffineMap]>;
    scope?: TokenScope;
    skipFirst?: boolean;
    thought?: ThoughtTokens | undefined;
    provenance: Provenance;
  }) {
    const maps = new Map<string, AffineMap>();
    for (const [site, map] of [...options.maps].sort((a, b) => compareSites(a[0], b[0]))) {
      const name = siteName(site);
      if (maps.has(name))
        throw new InvalidInputError(`intervention at ${name}`, 'has two maps', 'Compose them into one.');
      maps.set(name, map);
    }
    const dimensions = new Set([...maps.values()].map((map) => map.dimension));
    if (dimensions.size > 1)
      throw new InvalidInputError(
        'intervention',
        `its maps have dimensions ${[...dimensions].join(' and ')}`,
      );
    this.maps = maps;
    this.sites = [...maps.keys()].map(parseSiteName);
    this.scope = options.scope ?? 'all';
    this.skipFirst = options.skipFirst ?? false;
    this.thought = options.thought;
    this.provenance = options.provenance;
  }

  /** The same sites with every map weakened or strengthened: (1 − λ) x + λ T(x). */
  withStrength(lambda: number): Intervention {
    return new Intervention({
      maps: this.sites.map((site) => [site, this.maps.get(siteName(site))!.withStrength(lambda)]),
      scope: this.scope,
      skipFirst: this.skipFirst,
      thought: this.thought,
      provenance: {
        ...this.provenance,
        options: {
          ...this.provenance.options,
          strength: lambda * Number(this.provenance.options.strength ?? 1),
        },
      },
    });
  }
}
