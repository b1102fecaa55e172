import { Command, Option } from 'commander';
import { POSITIONS } from '../../../stages/run/activations-file.ts';
import { addOptions } from '../../options/add-options.ts';
import { modelOption, modelTaskOptions, outputOptions } from '../../options/model-task-options.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Activations of prompts → a safetensors file. */
export function captureCommand(signal: SignalSource): Command {
  const command = new Command('capture')
    .description('write the activations of prompts to a safetensors file')
    .addOption(modelOption())
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
    .action(async (flags) => {
      const { performCapture } = await import('./perform-capture.ts');
      await performCapture({ ...flags, signal: signal() });
    });
  const out = outputOptions('safetensors file to write, - for standard output');
  return addOptions(command, [...modelTaskOptions(), ...out]);
}
