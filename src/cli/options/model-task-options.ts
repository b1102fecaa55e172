import { Option } from 'commander';
import { TEMPLATE_DATE } from '../../prompts/template-date.ts';
import { engineOptions } from './engine-options.ts';
import { memoryOption } from './memory-option.ts';
import { parseDate } from './parse-date.ts';
import { parsePositiveInteger } from './parse-positive-integer.ts';
import { precisionOption } from './precision-option.ts';
import { providerOption } from './provider-option.ts';
import { templateOptions } from './template-options.ts';

export const MODEL_NAMES = 'model folder, hf:org/name[@revision] or organism:<name>';

/** --model of a command that runs one. */
export const modelOption = (): Option => new Option('--model <model>', MODEL_NAMES).makeOptionMandatory();

/** Options for running the model; in the order of the help. */
export function modelTaskOptions({
  intervention = 'run the model with this intervention',
  system = true,
  date = system,
}: {
  readonly intervention?: string;
  readonly system?: boolean;
  readonly date?: boolean;
} = {}): Option[] {
  return [
    new Option('--intervention <file>', intervention),
    ...(system ? [new Option('--system <text>', 'system prompt')] : []),
    ...(date
      ? [
          new Option('--date <YYYY-MM-DD>', 'the date that chat templates see')
            .argParser(parseDate)
            .default(TEMPLATE_DATE),
          ...templateOptions(),
        ]
      : []),
    ...engineOptions(),
    precisionOption(),
    new Option('--threads <n>', 'threads of the engine').argParser(parsePositiveInteger),
    providerOption(),
    memoryOption(),
  ];
}

/** --out of a command that writes a file. */
export function outputOptions(out: string): Option[] {
  return [
    new Option('--out <file>', out).makeOptionMandatory(),
    new Option('--force', 'overwrite the file').default(false),
  ];
}
