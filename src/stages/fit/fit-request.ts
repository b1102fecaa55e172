import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { siteName } from '../../interventions/residual-site.ts';
import { agreedLayers } from './agreed-layers.ts';
import { checkMethodOptions } from './check-method-options.ts';
import type { FitRequest } from './fit-intervention.ts';
import { EVERYWHERE_METHODS } from './fit-methods.ts';
import type { FitOptions } from './fit-options.ts';

/** Stands for the number of layers where it is neither known nor needed. */
const ANY_LAYERS = 1000;
const DEFAULT_GRID = [2, 2] as const;

/**
 * Checked options with defaults. Throws InvalidInputError naming an option that the method does not have, a number of
 * layers on which the activations disagree or that is needed but unknown, and sets without a common site.
 */
export function fitRequest(options: FitOptions): FitRequest {
  const { method, source, target, rank, complement, shrinkage, support, grid } = options;
  const { strength, scope, skipFirst } = options;
  checkMethodOptions(method, { rank, complement, shrinkage, support, grid });
  const layers = agreedLayers([
    ['`modelLayers`', options.modelLayers],
    [source.name, source.layers],
    [target.name, target.layers],
  ]);
  if (layers === undefined && EVERYWHERE_METHODS.includes(method))
    throw new InvalidInputError(
      `\`method: ${method}\``,
      'needs the number of layers, which the activations do not contain',
      'Give `modelLayers`.',
    );
  const common = new Set(target.sites.map(siteName));
  const sites = options.sites ?? source.sites.filter((site) => common.has(siteName(site)));
  if (sites.length === 0)
    throw new InvalidInputError('`sites`', `${source.name} and ${target.name} have no site in common`);
  return {
    method,
    source,
    target,
    sites,
    layers: layers ?? ANY_LAYERS,
    rank: rank ?? 1,
    complement: complement ?? 'keep',
    shrinkage,
    support: support ?? 'all',
    grid: grid ?? DEFAULT_GRID,
    settings: { strength, scope, skipFirst },
  };
}
