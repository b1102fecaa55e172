import type { Checkpoint } from '../../../checkpoint/checkpoint.ts';
import { markedPrecision } from '../../../checkpoint/precision/precision.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { checkOutput } from '../../../formats/check-output.ts';
import type { Intervention } from '../../../interventions/intervention.ts';
import { encodeIntervention } from '../../../interventions/intervention-file.ts';
import type { TokenScope } from '../../../interventions/token-scope.ts';
import { checkSequentialScope } from '../../../methods/fit-sequentially.ts';
import type { ActSupport } from '../../../methods/linear-act.ts';
import { fitInSequence } from '../../../stages/fit/fit-in-sequence.ts';
import { type FitRequest, fitIntervention } from '../../../stages/fit/fit-intervention.ts';
import { EVERYWHERE_METHODS, type FitMethod, REFITTABLE_METHODS } from '../../../stages/fit/fit-methods.ts';
import { type ActivationsFile, readActivations } from '../../../stages/fit/read-activations.ts';
import { readSourcePrompts } from '../../../stages/fit/read-source-prompts.ts';
import { withEngine } from '../../../stages/model/with-engine.ts';
import { sitesOf } from '../../../stages/run/sites-of.ts';
import type { Complement } from '../../../transport/lift.ts';
import { parseGrid } from '../../options/parse-grid.ts';
import { parseLayers } from '../../options/parse-layers.ts';
import { parsePoints } from '../../options/parse-points.ts';
import { parseShrinkage } from '../../options/parse-shrinkage.ts';
import type { SignalSource } from '../../signal-source.ts';
import { openModel } from '../../terminal/open-model.ts';
import { reportPreparation } from '../../terminal/report-preparation.ts';
import { terminal } from '../../terminal/terminal.ts';
import { writeResult } from '../../terminal/write-result.ts';
import { performMeanDiffs } from './perform-mean-diffs.ts';

/** Where the number of layers is not known, and a bound for what the user may write. */
const MOST_LAYERS = 1000;
const METHODS_OF_OPTION: Readonly<Record<string, readonly [flag: string, methods: readonly FitMethod[]]>> = {
  rank: ['--rank', ['pca-ot', 'mean-shift']],
  complement: ['--complement', ['pca-ot']],
  shrinkage: ['--shrinkage', ['pca-ot', 'leace']],
  support: ['--support', ['linear-act']],
  somGrid: ['--som-grid', ['som']],
  refit: ['--refit', REFITTABLE_METHODS],
};

export interface FitFlags {
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
  const { method, out, strength, scope, skipFirst } = flags;
  checkOutput(out, flags.force);
  if (flags.meanDiffs !== undefined) {
    await performMeanDiffs({ ...flags, meanDiffs: flags.meanDiffs }, given, signal());
    return;
  }
  const inputs = activationInputs(flags);
  for (const [option, [flag, methods]] of Object.entries(METHODS_OF_OPTION))
    if (given.has(option) && !methods.includes(method))
      throw new InvalidInputError(flag, `${method} does not take it`, `For ${methods.join(', ')}.`);
  const sourcePrompts = sequentialPrompts(flags);
  const shrinkage = flags.shrinkage === undefined ? undefined : parseShrinkage(flags.shrinkage);
  const grid = parseGrid(flags.somGrid);
  const points = parsePoints(flags.points);
  const source = readActivations(inputs.source);
  const target = readActivations(inputs.target);
  const everywhere = EVERYWHERE_METHODS.includes(method);
  // A refit captures again in what the source was captured in.
  const checkpoint =
    flags.model === undefined
      ? undefined
      : await openModel(flags.model, signal(), {
          precision: markedPrecision(source.precision),
          // The file alone needs no place that computes in it; a refit does.
          ...(sourcePrompts === undefined ? {} : { provider: 'auto' as const }),
        });
  const layers = layerCount(flags, checkpoint, source, target);
  if (layers === undefined && (everywhere || inputs.layers === 'all'))
    throw new InvalidInputError(
      everywhere ? `--method ${method}` : '--layers all',
      'needs the number of layers, and the activations do not say it',
      'Give --model or --model-layers.',
    );
  const { rank, complement, support } = flags;
  const request: FitRequest = {
    method,
    source,
    target,
    sites: sitesOf(parseLayers(inputs.layers, layers ?? MOST_LAYERS), points),
    layers: layers ?? MOST_LAYERS,
    rank,
    complement,
    shrinkage,
    support,
    grid,
    settings: { strength, scope, skipFirst },
  };
  const sequential = checkpoint !== undefined && sourcePrompts !== undefined;
  const intervention = sequential
    ? await refit(request, checkpoint, sourcePrompts, signal())
    : fitIntervention(request);
  const count = intervention.sites.length;
  if (!sequential && request.sites.length > 1 && method !== 'identity')
    terminal.note(
      'note: every site was fitted as if the others were not there; the maps act on one another when run together',
    );
  writeResult(out, encodeIntervention(intervention), `${method} at ${count} site${count === 1 ? '' : 's'}`);
}

/** What every fit to activations needs. */
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

/** The prompts that a sequential refit captures again, with a model; undefined where none is asked for. */
function sequentialPrompts({ refit, model, sourcePrompts, scope }: FitFlags): string | undefined {
  if (refit !== 'sequential') {
    if (sourcePrompts !== undefined)
      throw new InvalidInputError('--source-prompts', 'is for --refit sequential only');
    return undefined;
  }
  if (model === undefined || sourcePrompts === undefined)
    throw new InvalidInputError(
      '--refit sequential',
      'captures the source again under the maps of earlier sites, and needs a model and prompts for that',
      'Give --model and --source-prompts, the prompts that --source was captured from.',
    );
  checkSequentialScope(scope);
  return sourcePrompts;
}

async function refit(
  request: FitRequest,
  checkpoint: Checkpoint,
  promptsFile: string,
  signal: AbortSignal,
): Promise<Intervention> {
  // There is no other place for float16.
  const provider = checkpoint.precision === 'f16' ? 'auto' : 'cpu';
  const prompts = await readSourcePrompts(promptsFile, request.source, checkpoint);
  return withEngine(checkpoint, { signal, provider, preparation: reportPreparation() }, (engine) =>
    fitInSequence(request, engine, checkpoint, { prompts, signal }),
  );
}

/** What the options and the files say, which must be one number; undefined where none does. */
function layerCount(
  flags: FitFlags,
  checkpoint: Checkpoint | undefined,
  source: ActivationsFile,
  target: ActivationsFile,
): number | undefined {
  const said: [string, number | undefined][] = [
    ['--model-layers', flags.modelLayers],
    [`--model ${flags.model}`, checkpoint?.config.layers],
    [source.path, source.layers],
    [target.path, target.layers],
  ];
  const [first, ...others] = said.filter((entry): entry is [string, number] => entry[1] !== undefined);
  const other = others.find(([, layers]) => layers !== first[1]);
  if (other) throw new InvalidInputError(other[0], `says ${other[1]} layers, ${first[0]} says ${first[1]}`);
  return first?.[1];
}
