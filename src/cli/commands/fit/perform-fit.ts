import { markedPrecision } from '../../../checkpoint/precision/precision.ts';
import type { EngineRequest } from '../../../engine/engine-request.ts';
import { dtypeOfPrecision } from '../../../engine/transformers/precision-of-dtype.ts';
import { transformersOptions } from '../../../engine/transformers/transformers-options.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { checkOutput } from '../../../formats/check-output.ts';
import { encodeIntervention } from '../../../interventions/intervention-file.ts';
import type { ResidualPoint, ResidualSite } from '../../../interventions/residual-site.ts';
import type { TokenScope } from '../../../interventions/token-scope.ts';
import type { ActSupport } from '../../../methods/linear-act.ts';
import { readPrompts } from '../../../prompts/read-prompts.ts';
import { agreedLayers } from '../../../stages/fit/agreed-layers.ts';
import { checkMethodOptions } from '../../../stages/fit/check-method-options.ts';
import { fit } from '../../../stages/fit/fit.ts';
import { EVERYWHERE_METHODS, type FitMethod } from '../../../stages/fit/fit-methods.ts';
import type { FitOptions } from '../../../stages/fit/fit-options.ts';
import { readActivations } from '../../../stages/fit/read-activations.ts';
import { refit } from '../../../stages/fit/refit.ts';
import type { Model } from '../../../stages/model/model.ts';
import type { ActivationSet } from '../../../stages/run/activation-set.ts';
import { sitesOf } from '../../../stages/run/sites-of.ts';
import type { Complement } from '../../../transport/lift.ts';
import { parseGrid } from '../../options/parse-grid.ts';
import { parseLayers } from '../../options/parse-layers.ts';
import { parsePoints } from '../../options/parse-points.ts';
import { parseShrinkage } from '../../options/parse-shrinkage.ts';
import type { SignalSource } from '../../signal-source.ts';
import { openModelOf } from '../../terminal/run-model-task.ts';
import { terminal } from '../../terminal/terminal.ts';
import { writeResult } from '../../terminal/write-result.ts';
import { performMeanDiffs } from './perform-mean-diffs.ts';

/** Bound on layers if their number is not known. */
const MOST_LAYERS = 1000;
export interface FitFlags extends Omit<EngineRequest, 'precision' | 'provider' | 'workers'> {
  readonly method: FitMethod;
  /** These three, or `meanDiffs` with `layer` and `position`. */
  readonly source?: string;
  readonly target?: string;
  readonly layers?: string;
  readonly meanDiffs?: string;
  readonly layer?: number;
  readonly position?: number;
  readonly points: string;
  readonly rank: number;
  readonly complement: Complement;
  readonly shrinkage?: string;
  readonly support: ActSupport;
  readonly somGrid: string;
  readonly strength: number;
  readonly scope: TokenScope;
  readonly skipFirst: boolean;
  readonly refit: 'simultaneous' | 'sequential';
  readonly sourcePrompts?: string;
  readonly model?: string;
  readonly modelLayers?: number;
  readonly out: string;
  readonly force: boolean;
}

/** `fit`; `given` holds the names of the options that the user wrote. */
export async function performFit(
  flags: FitFlags,
  given: ReadonlySet<string>,
  signal: SignalSource,
): Promise<void> {
  const { method, out } = flags;
  checkOutput(out, flags.force);
  if (flags.meanDiffs !== undefined) {
    await performMeanDiffs({ ...flags, meanDiffs: flags.meanDiffs }, given, signal());
    return;
  }
  const inputs = activationInputs(flags);
  const own = methodOptions(flags, given);
  checkMethodOptions(method, { ...own, refit: given.has('refit') ? flags.refit : undefined });
  const promptsFile = sequentialPrompts(flags);
  const points = parsePoints(flags.points);
  const source = readActivations(inputs.source);
  const target = readActivations(inputs.target);
  const model = await modelOf(flags, source, signal);
  try {
    const { layers, sites } = sitesToFit({ ...flags, layers: inputs.layers }, points, model, source, target);
    const options: FitOptions = { ...own, method, source, target, sites, modelLayers: layers };
    const sequential = model !== undefined && promptsFile !== undefined;
    const intervention = sequential
      ? await refit({
          ...options,
          model,
          sourcePrompts: await readPrompts(promptsFile, { signal: signal() }),
          signal: signal(),
        })
      : fit(options);
    const count = intervention.sites.length;
    if (!sequential && sites.length > 1 && method !== 'identity')
      terminal.note(
        'note: every site was fitted as if it were the only one; the maps influence one another when run together',
      );
    writeResult(out, encodeIntervention(intervention), `${method} at ${count} site${count === 1 ? '' : 's'}`);
  } finally {
    await model?.close();
  }
}

/** Options of the methods that the user wrote. */
function methodOptions(
  flags: FitFlags,
  given: ReadonlySet<string>,
): Pick<
  FitOptions,
  'rank' | 'complement' | 'shrinkage' | 'support' | 'grid' | 'strength' | 'scope' | 'skipFirst'
> {
  const { rank, complement, shrinkage, support, somGrid, strength, scope, skipFirst } = flags;
  return {
    rank: given.has('rank') ? rank : undefined,
    complement: given.has('complement') ? complement : undefined,
    shrinkage: shrinkage === undefined ? undefined : parseShrinkage(shrinkage),
    support: given.has('support') ? support : undefined,
    grid: given.has('somGrid') ? parseGrid(somGrid) : undefined,
    strength,
    scope,
    skipFirst,
  };
}

/** The model, if one is named. A refit captures again in the precision of the source. */
async function modelOf(
  { model, sourcePrompts, ...flags }: FitFlags,
  source: ActivationSet,
  signal: SignalSource,
): Promise<Model | undefined> {
  if (model === undefined) return undefined;
  // The number of layers is the same in every precision.
  if (sourcePrompts === undefined) return openModelOf({ ...engineFlags(flags), model, signal: signal() });
  const precision = markedPrecision(source.precision);
  if (flags.engine === 'transformers')
    return openModelOf({
      ...engineFlags(flags),
      dtype: dtypeOfPrecision(precision),
      model,
      signal: signal(),
    });
  // float16 runs only on webgpu or cuda.
  const provider = precision === 'f16' ? 'auto' : 'cpu';
  return openModelOf({ model, precision, provider, signal: signal() });
}

/** The options that say what runs the model. */
const engineFlags = ({ engine, ...more }: Partial<FitFlags>) => ({ engine, ...transformersOptions(more) });

/** Sites as the options name them, and the number of layers if known. */
function sitesToFit(
  { method, layers: text, model: name, modelLayers }: FitFlags & { readonly layers: string },
  points: readonly ResidualPoint[],
  model: Model | undefined,
  source: ActivationSet,
  target: ActivationSet,
): { readonly layers: number | undefined; readonly sites: readonly ResidualSite[] } {
  const layers = agreedLayers([
    ['--model-layers', modelLayers],
    [`--model ${name}`, model?.checkpoint.config.layers],
    [source.name, source.layers],
    [target.name, target.layers],
  ]);
  const everywhere = EVERYWHERE_METHODS.includes(method);
  if (layers === undefined && (everywhere || text === 'all'))
    throw new InvalidInputError(
      everywhere ? `--method ${method}` : '--layers all',
      'needs the number of layers, which the activations do not contain',
      'Give --model or --model-layers.',
    );
  return { layers, sites: sitesOf(parseLayers(text, layers ?? MOST_LAYERS), points) };
}

/** Inputs of every fit to activations. */
function activationInputs({ source, target, layers, layer, position }: FitFlags): {
  readonly source: string;
  readonly target: string;
  readonly layers: string;
} {
  for (const [flag, value] of Object.entries({ '--layer': layer, '--position': position }))
    if (value !== undefined)
      throw new InvalidInputError(flag, 'is for --mean-diffs only', 'For activations give --layers.');
  for (const [flag, value] of Object.entries({ '--source': source, '--target': target, '--layers': layers }))
    if (value === undefined)
      throw new InvalidInputError(
        flag,
        'is missing',
        'A fit needs --source, --target and --layers; --method rfa alone takes --mean-diffs instead.',
      );
  return { source: source!, target: target!, layers: layers! };
}

/** The prompts that a sequential refit captures again, with a model; undefined if no refit is requested. */
function sequentialPrompts({ refit, model, sourcePrompts }: FitFlags): string | undefined {
  if (refit !== 'sequential') {
    if (sourcePrompts !== undefined)
      throw new InvalidInputError('--source-prompts', 'is for --refit sequential only');
    return undefined;
  }
  if (model === undefined || sourcePrompts === undefined)
    throw new InvalidInputError(
      '--refit sequential',
      'captures the source again under the maps of earlier sites, which takes a model and prompts',
      'Give --model and --source-prompts, the prompts that --source was captured from.',
    );
  return sourcePrompts;
}
