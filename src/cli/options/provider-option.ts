import { Option } from 'commander';
import { PROVIDERS } from '../../engine/onnx/provider.ts';

/** --provider of every command that runs a model. */
export function providerOption(): Option {
  return new Option(
    '--provider <name>',
    'execution provider of onnxruntime; auto: the first of cuda and webgpu that is faster than the CPU',
  )
    .choices([...PROVIDERS])
    .default('cpu');
}
