import { adjustAcrossSites } from '../../diagnostics/adjust-across-sites.ts';
import { DEFAULT_PERMUTATIONS } from '../../diagnostics/default-permutations.ts';
import { type SiteDiagnostics, siteDiagnostics } from '../../diagnostics/site-diagnostics.ts';
import { splitHeldOut } from '../../diagnostics/split-held-out.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { compareSites, type ResidualSite, siteName } from '../../interventions/residual-site.ts';
import type { Sample } from '../../linalg/sample.ts';
import type { ClassGroups } from '../../statistics/permuted-labels.ts';
import type { CovarianceShrinkage } from '../../transport/shrink-covariance.ts';
import { type Classes, readClasses } from '../fit/read-classes.ts';
import type { ActivationSet } from './activation-set.ts';

export interface DiagnoseOptions {
  /** H: activations of harmful prompts, one row per prompt. */
  readonly source: ActivationSet;
  /** S: activations of harmless prompts. */
  readonly target: ActivationSet;
  /** Activations of other prompts, both or none; default: a part of the rows of `source` and `target`. */
  readonly heldOutSource?: ActivationSet;
  readonly heldOutTarget?: ActivationSet;
  /** Share of the rows held out if no held-out sets are given; default 0.25. */
  readonly heldOut?: number;
  /** Default: the sites in all sets. */
  readonly sites?: readonly ResidualSite[];
  /** Dimensions K of the subspace; default 1. */
  readonly rank?: number;
  /** Shrinkage of the covariances; default none. */
  readonly shrinkage?: CovarianceShrinkage;
  /** Row i of source and target are twins, the same request, harmful and harmless; default false. */
  readonly twins?: boolean;
  /** Permutations per test; default 499. */
  readonly permutations?: number;
  /** Seed of permutations and of the split; default 0. */
  readonly seed?: number;
}

/**
 * Geometry of activations and whether a Gaussian map between the classes is justified, by site name in execution order;
 * p values are adjusted across the sites (Holm).
 *
 * Throws InvalidInputError naming a set, its site or an option: no common site, rows that are tokens rather than prompts,
 * held-out rows of the same prompts, too few rows for the rank.
 *
 * @example
 * import { capture, diagnose, openModel, organismPrompts, site } from 'refusal-lab';
 *
 * const model = await openModel('organism:aligned');
 * const sites = [site('resid_post', 9)];
 * const source = await capture({ model, prompts: organismPrompts({ kind: 'forbidden', count: 24 }), sites });
 * const target = await capture({ model, prompts: organismPrompts({ kind: 'harmless', count: 24 }), sites });
 * const found = diagnose({ source, target, twins: true, permutations: 99 }).get('resid_post.9');
 * if (!(found!.meanDifferenceNorm > 0)) throw new Error('the classes have the same mean');
 * await model.close();
 */
export function diagnose(options: DiagnoseOptions): ReadonlyMap<string, SiteDiagnostics> {
  const { rank = 1, permutations = DEFAULT_PERMUTATIONS, seed = 0 } = options;
  const shrinkage = options.shrinkage ?? { kind: 'none' };
  const sets = setsOf(options);
  checkSets(sets);
  const available = commonSites(sets);
  const sites = [...(options.sites ?? available)].sort(compareSites);
  const names = sets.map(({ name }) => name);
  if (sites.length === 0)
    throw new InvalidInputError('activations', `${names.join(', ')} have no site in common`);
  const diagnostics = sites.map((site) => {
    const { source, target, heldOutSource, heldOutTarget } = samplesAt(site, sets, options);
    const samples = { fitSource: source, fitTarget: target, heldOutSource, heldOutTarget };
    const groups = options.twins
      ? { fit: twinGroups(source, target), heldOut: twinGroups(heldOutSource, heldOutTarget) }
      : undefined;
    try {
      return siteDiagnostics({ ...samples, groups, rank, shrinkage, permutations, seed });
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      throw new InvalidInputError(`${names.join(' and ')}, tensor "${siteName(site)}"`, error.message);
    }
  });
  return new Map(adjustAcrossSites(diagnostics).map((found, i) => [siteName(sites[i]), found]));
}

/** Source, target, and both for held-out prompts if given. */
function setsOf({ source, target, heldOutSource, heldOutTarget }: DiagnoseOptions): ActivationSet[] {
  if ((heldOutSource === undefined) !== (heldOutTarget === undefined))
    throw new InvalidInputError(
      'activations',
      `held-out rows are given for the ${heldOutSource ? 'source' : 'target'} only`,
      'Give both or none.',
    );
  return [source, target, ...(heldOutSource && heldOutTarget ? [heldOutSource, heldOutTarget] : [])];
}

/** Throws unless rows are prompts, and held-out rows other prompts. */
function checkSets(sets: readonly ActivationSet[]): void {
  const tokens = sets.find(({ positions }) => positions === 'all');
  if (tokens)
    throw new InvalidInputError(
      tokens.name,
      'holds every token of its prompts: its rows are not independent',
      'Capture the last token or the mean: `positions` last or mean.',
    );
  for (const [i, { name, prompts }] of sets.slice(2).entries())
    if (prompts !== undefined && prompts === sets[i].prompts)
      throw new InvalidInputError(name, `is of the same prompts as ${sets[i].name}, so nothing is held out`);
}

/** Sites in all sets. */
export function commonSites([first, ...others]: readonly ActivationSet[]): ResidualSite[] {
  const held = others.map(({ sites }) => new Set(sites.map(siteName)));
  return first.sites.filter((site) => held.every((names) => names.has(siteName(site))));
}

function samplesAt(
  site: ResidualSite,
  [sourceSet, targetSet, heldOutSource, heldOutTarget]: readonly ActivationSet[],
  { heldOut: share = 0.25, seed = 0, twins = false }: DiagnoseOptions,
): Classes & { readonly heldOutSource: Classes['source']; readonly heldOutTarget: Classes['target'] } {
  const classes = readClasses(sourceSet, targetSet, site);
  if (heldOutSource && heldOutTarget) {
    const held = readClasses(heldOutSource, heldOutTarget, site);
    return { ...classes, heldOutSource: held.source, heldOutTarget: held.target };
  }
  // Twins are held out together.
  const [first, second] = twins ? ['both', 'both'] : ['source', 'target'];
  const source = splitHeldOut(classes.source, { share, seed, label: first });
  const target = splitHeldOut(classes.target, { share, seed, label: second });
  return {
    source: source.fit,
    target: target.fit,
    heldOutSource: source.heldOut,
    heldOutTarget: target.heldOut,
  };
}

/** One group per row number, shared by the classes. */
function twinGroups(source: Sample, target: Sample): ClassGroups {
  if (source.count !== target.count)
    throw new InvalidInputError('`twins`', `${source.count} and ${target.count} rows are not pairs`);
  const numbers = Array.from({ length: source.count }, (_, i) => i);
  return { source: numbers, target: numbers };
}
