import { type Command as BaseCommand, Command, Option } from 'commander';
import { TOKEN_SCOPES } from '../../../interventions/token-scope.ts';
import { ACT_SUPPORTS } from '../../../methods/linear-act.ts';
import { FIT_METHODS } from '../../../stages/fit/fit-methods.ts';
import { addOptions } from '../../options/add-options.ts';
import { engineOptions } from '../../options/engine-options.ts';
import { parseFiniteNumber } from '../../options/parse-finite-number.ts';
import { parseInteger } from '../../options/parse-integer.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Fits an intervention to two files of activations (and a model, if maps are fitted in sequence). */
export function fitCommand(signal: SignalSource): Command {
  const command = new Command('fit')
    .description('fit an intervention to two files of activations')
    .addOption(new Option('--method <name>', 'method').choices([...FIT_METHODS]).makeOptionMandatory())
    .option('--source <file>', 'activations of harmful prompts, to be moved')
    .option('--target <file>', 'activations of harmless prompts, the target')
    .option('--layers <list>', '0-based layers and ranges: 7, 3-5, or all; one for rfa, som')
    .option(
      '--mean-diffs <file>',
      'safetensors file of published directions (rfa), instead of --source, --target and --layers',
    )
    .option('--layer <l>', '0-based layer of the direction (--mean-diffs)', parseInteger)
    .option('--position <p>', 'its position, -1 for the last prompt token (--mean-diffs)', parseInteger)
    .option('--points <list>', 'resid_pre, attn_out, mlp_out, resid_post', 'resid_post')
    .option('--rank <k>', 'dimensions K of the subspace (pca-ot, mean-shift)', parsePositiveInteger, 1)
    .addOption(
      new Option('--complement <kind>', 'treatment of the complement of the subspace (pca-ot)')
        .choices(['keep', 'shift', 'drop'])
        .default('keep'),
    )
    .option(
      '--shrinkage <kind>',
      'shrinkage of the covariances: none, ledoit-wolf, oas or a weight (pca-ot: none; leace: ledoit-wolf if n ≤ d, else none)',
    )
    .addOption(
      new Option(
        '--support <where>',
        "coordinates to move: all, or only inside the source's range (linear-act)",
      )
        .choices([...ACT_SUPPORTS])
        .default('all'),
    )
    .option('--som-grid <grid>', 'neurons of the self-organising map (som)', '2x2')
    .option('--strength <λ>', 'λ of (1 − λ) x + λ T(x)', parseFiniteNumber, 1)
    .addOption(
      new Option('--scope <tokens>', 'tokens that the intervention touches')
        .choices([...TOKEN_SCOPES])
        .default('all'),
    )
    .option('--skip-first', 'leave position 0, the attention sink, alone', false)
    .addOption(
      new Option(
        '--refit <order>',
        'fit each site on its own activations, or one after the other under the earlier maps',
      )
        .choices(['simultaneous', 'sequential'])
        .default('simultaneous'),
    )
    .option('--source-prompts <file>', 'prompts of --source, to capture again (--refit sequential)')
    .option(
      '--model <model>',
      'model that gives the number of layers and captures again (--refit sequential)',
    )
    .option('--model-layers <n>', 'number of layers, if the files do not contain it', parsePositiveInteger)
    .requiredOption('--out <file>', 'safetensors file to write, - for standard output')
    .option('--force', 'overwrite the file', false);
  return addOptions(command, engineOptions()).action(async (flags, command: BaseCommand) => {
    const { performFit } = await import('./perform-fit.ts');
    const given = Object.keys(flags).filter((name) => command.getOptionValueSource(name) !== 'default');
    await performFit(flags, new Set(given), signal);
  });
}
