import { Command, Option } from 'commander';
import { POSITIONS } from '../../../stages/run/activations-file.ts';
import { memoryOption } from '../../options/memory-option.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import { precisionOption } from '../../options/precision-option.ts';
import { providerOption } from '../../options/provider-option.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Activations of prompts → a safetensors file. */
export function captureCommand(signal: SignalSource): Command {
  return new Command('capture')
    .description('write the activations of prompts to a safetensors file')
    .requiredOption('--model <model>', 'model folder, hf:org/name[@revision] or organism:<name>')
    .requiredOption(
      '--prompts <source>',
      'JSON lines of prompts, texts or token ids, or a data set of prompts (CSV, hf:…)',
    )
    .option('--points <list>', 'resid_pre, attn_out, mlp_out, resid_post', 'resid_post')
    .option('--layers <list>', '0-based layers and ranges, 0,3-5, or all', 'all')
    .addOption(
      new Option(
        '--positions <which>',
        'the last token of each prompt, the mean over its tokens, or all tokens',
      )
        .choices([...POSITIONS])
        .default('last'),
    )
    .option('--intervention <file>', 'run the model with this intervention')
    .option('--system <text>', 'system prompt')
    .addOption(precisionOption())
    .option('--threads <n>', 'threads of the engine', parsePositiveInteger)
    .addOption(providerOption())
    .addOption(memoryOption())
    .requiredOption('--out <file>', 'safetensors file to write, - for standard output')
    .option('--force', 'overwrite the file', false)
    .action(async (flags) => {
      const { performCapture } = await import('./perform-capture.ts');
      await performCapture({ ...flags, signal: signal() });
    });
}
