import { Command } from 'commander';
import { addOptions } from '../../options/add-options.ts';
import { engineOptions } from '../../options/engine-options.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import { parsePositiveNumber } from '../../options/parse-positive-number.ts';
import { precisionOption } from '../../options/precision-option.ts';
import { providerOption } from '../../options/provider-option.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Checks whether this machine, this installation and, with --model, a model are fit for the work. */
export function doctorCommand(signal: SignalSource): Command {
  return addOptions(new Command('doctor'), engineOptions())
    .description(
      'check this machine and installation, run the engine on known numbers; with --model, check a model',
    )
    .option('--model <model>', 'also load a model and check its weights, logits, text, template and decoding')
    .option('--reference <file>', 'logits written by docs/reference-logits.py, to compare with (--model)')
    .option(
      '--tolerance <share>',
      'largest difference from the reference logits, relative to the largest logit',
      parsePositiveNumber,
    )
    .addOption(precisionOption())
    .addOption(providerOption())
    .option('--threads <n>', "threads of the model's engine", parsePositiveInteger)
    .option('--json', 'print JSON', false)
    .action(async (flags) => {
      const { performDoctor } = await import('./perform-doctor.ts');
      await performDoctor({ ...flags, signal: signal() });
    });
}
