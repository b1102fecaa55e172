import { Option } from 'commander';
import { ENGINES } from '../../engine/engine-name.ts';
import { DTYPES, ENGINE_OPTION_TEXTS as TEXTS } from '../../engine/transformers/transformers-options.ts';

/** --engine alone. */
export const engineOption = (describes: string = TEXTS.engine): Option =>
  new Option('--engine <name>', describes).choices([...ENGINES]).default('onnx');

/** --engine and the options of the transformers engine, of every command that opens a model. */
export function engineOptions(): Option[] {
  return [
    engineOption(),
    new Option('--python <file>', TEXTS.python),
    new Option('--device <device>', TEXTS.device),
    new Option('--dtype <type>', TEXTS.dtype).choices([...DTYPES]),
    new Option('--device-map <map>', TEXTS.deviceMap).choices(['auto']),
    new Option('--deterministic', TEXTS.deterministic),
    new Option('--adapter <folder>', TEXTS.adapter),
  ];
}
