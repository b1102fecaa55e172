import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { encodeIntervention } from '../../../interventions/intervention-file.ts';
import type { TokenScope } from '../../../interventions/token-scope.ts';
import { fitMeanDiffs } from '../../../stages/fit/fit-mean-diffs.ts';
import type { FitMethod } from '../../../stages/fit/fit-methods.ts';
import { type MeanDiffsFile, readMeanDiffs } from '../../../stages/fit/read-mean-diffs.ts';
import { openModelOf } from '../../terminal/run-model-task.ts';
import { writeResult } from '../../terminal/write-result.ts';

/** Options of `fit` that go with --mean-diffs, by commander's names. */
const TAKEN = [
  ...['method', 'meanDiffs', 'layer', 'position', 'strength', 'scope', 'skipFirst'],
  ...['model', 'modelLayers', 'out', 'force'],
];

export interface MeanDiffsFlags {
  readonly method: FitMethod;
  readonly meanDiffs: string;
  readonly layer?: number;
  readonly position?: number;
  readonly strength: number;
  readonly scope: TokenScope;
  readonly skipFirst: boolean;
  readonly model?: string;
  readonly modelLayers?: number;
  readonly out: string;
}

/** `fit --mean-diffs`: rfa with a published direction. `given` holds the names of the written options. */
export async function performMeanDiffs(
  flags: MeanDiffsFlags,
  given: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  const { method, layer, position, strength, scope, skipFirst, out } = flags;
  if (method !== 'rfa')
    throw new InvalidInputError('--mean-diffs', `${method} does not take it`, 'For --method rfa.');
  const other = [...given].find((name) => !TAKEN.includes(name));
  if (other !== undefined)
    throw new InvalidInputError(
      `--${other.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      'does not go with --mean-diffs, which already has the direction',
      'Leave it out; --layer and --position choose the direction.',
    );
  if (layer === undefined || position === undefined)
    throw new InvalidInputError(
      layer === undefined ? '--layer' : '--position',
      'is missing: --mean-diffs holds one direction per layer and position',
      `Give it; refusal-lab inspect ${flags.meanDiffs} lists them.`,
    );
  const file = readMeanDiffs(flags.meanDiffs);
  await checkModel(file, flags, signal);
  const intervention = fitMeanDiffs(file, { layer, position }, { strength, scope, skipFirst });
  const summary = `rfa at ${intervention.sites.length} sites, direction of layer ${layer}, position ${position}`;
  writeResult(out, encodeIntervention(intervention), summary);
}

/** A model, if one is named, must have as many layers as the file, and its width. */
async function checkModel(
  { path, layers, dimension }: MeanDiffsFile,
  { model, modelLayers }: MeanDiffsFlags,
  signal: AbortSignal,
): Promise<void> {
  const checkpoint = model === undefined ? undefined : (await openModelOf({ model, signal })).checkpoint;
  const said: [string, number, string, number][] = [];
  if (modelLayers !== undefined) said.push(['--model-layers', modelLayers, 'layers', layers]);
  if (checkpoint) {
    said.push([`--model ${model}`, checkpoint.config.layers, 'layers', layers]);
    said.push([`--model ${model}`, checkpoint.config.hiddenSize, 'dimensions', dimension]);
  }
  for (const [subject, value, what, own] of said)
    if (value !== own) throw new InvalidInputError(subject, `has ${value} ${what}, ${path} has ${own}`);
}
