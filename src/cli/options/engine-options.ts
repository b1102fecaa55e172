import { Option } from 'commander';
import { ENGINES } from '../../engine/engine-name.ts';
import { DTYPES, ENGINE_OPTION_TEXTS as TEXTS } from '../../engine/transformers/transformers-options.ts';

/** --engine and the options of the transformers engine, of every command that opens a model. */
export function engineOptions(): Option[] {
  return [
    new Option('--engine <name>', TEXTS.engine).choices([...ENGINES]).default('onnx'),
    new Option('--python <file>', TEXTS.python),
    new Option('--device <device>', TEXTS.device),
    new Option('--dtype <type>', TEXTS.dtype).choices([...DTYPES]),
    new Option('--device-map <map>', TEXTS.deviceMap).choices(['auto']),
  ];
}
