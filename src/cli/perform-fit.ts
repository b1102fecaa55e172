import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { encodeIntervention } from '../interventions/intervention-file.ts';
import type { TokenScope } from '../interventions/token-scope.ts';
import { checkOutput } from '../stages/check-output.ts';
import { fitIntervention } from '../stages/fit-intervention.ts';
import type { FitMethod } from '../stages/fit-methods.ts';
import { resolveModel } from '../stages/open-model.ts';
import { parseLayers } from '../stages/parse-layers.ts';
import { parsePoints } from '../stages/parse-points.ts';
import { parseShrinkage } from '../stages/parse-shrinkage.ts';
import { type ActivationsFile, readActivations } from '../stages/read-activations.ts';
import { sitesOf } from '../stages/sites-of.ts';
import type { Complement } from '../transport/lift.ts';
import { writeResult } from './write-result.ts';

/** Where the number of layers is not known, and a bound for what the user may write. */
const MOST_LAYERS = 1000;
const METHODS_OF_OPTION: Readonly<Record<string, readonly FitMethod[]>> = {
  rank: ['pca-ot', 'mean-shift'],
  complement: ['pca-ot'],
  shrinkage: ['pca-ot'],
};

export interface FitFlags {
  readonly method: FitMethod;
  readonly source: string;
  readonly target: string;
  readonly layers: string;
  readonly points: string;
  readonly rank: number;
  readonly complement: Complement;
  readonly shrinkage: string;
  readonly strength: number;
  readonly scope: TokenScope;
  readonly skipFirst: boolean;
  readonly model?: string;
  readonly modelLayers?: number;
  readonly out: string;
  readonly force: boolean;
}

/** `fit`; `given` holds the names of the options that the user wrote. */
export function performFit(flags: FitFlags, given: ReadonlySet<string>): void {
  const { method, out, strength, scope, skipFirst } = flags;
  checkOutput(out, flags.force);
  for (const [option, methods] of Object.entries(METHODS_OF_OPTION))
    if (given.has(option) && !methods.includes(method))
      throw new InvalidInputError(`--${option}`, `${method} does not take it`, `For ${methods.join(', ')}.`);
  const shrinkage = parseShrinkage(flags.shrinkage);
  const points = parsePoints(flags.points);
  const source = readActivations(flags.source);
  const target = readActivations(flags.target);
  const layers = layerCount(flags, source, target);
  if (layers === undefined && (method === 'rfa' || flags.layers === 'all'))
    throw new InvalidInputError(
      method === 'rfa' ? '--method rfa' : '--layers all',
      'needs the number of layers, and the activations do not say it',
      'Give --model or --model-layers.',
    );
  const sites = sitesOf(parseLayers(flags.layers, layers ?? MOST_LAYERS), points);
  const intervention = fitIntervention({
    method,
    source,
    target,
    sites,
    layers: layers ?? MOST_LAYERS,
    rank: flags.rank,
    complement: flags.complement,
    shrinkage,
    settings: { strength, scope, skipFirst },
  });
  const count = intervention.sites.length;
  if (sites.length > 1 && method !== 'identity')
    process.stderr.write(
      'note: every site was fitted as if the others were not there; the maps act on one another when run together\n',
    );
  writeResult(out, encodeIntervention(intervention), `${method} at ${count} site${count === 1 ? '' : 's'}`);
}

/** What the options and the files say, which must be one number; undefined where none does. */
function layerCount(flags: FitFlags, source: ActivationsFile, target: ActivationsFile): number | undefined {
  const said: [string, number | undefined][] = [
    ['--model-layers', flags.modelLayers],
    [
      `--model ${flags.model}`,
      flags.model === undefined ? undefined : resolveModel(flags.model).config.layers,
    ],
    [source.path, source.layers],
    [target.path, target.layers],
  ];
  const [first, ...others] = said.filter((entry): entry is [string, number] => entry[1] !== undefined);
  const other = others.find(([, layers]) => layers !== first[1]);
  if (other) throw new InvalidInputError(other[0], `says ${other[1]} layers, ${first[0]} says ${first[1]}`);
  return first?.[1];
}
