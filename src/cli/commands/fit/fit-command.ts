import { type Command as BaseCommand, Command, Option } from 'commander';
import { TOKEN_SCOPES } from '../../../interventions/token-scope.ts';
import { ACT_SUPPORTS } from '../../../methods/linear-act.ts';
import { FIT_METHODS } from '../../../stages/fit/fit-methods.ts';
import { parseFiniteNumber } from '../../options/parse-finite-number.ts';
import { parseInteger } from '../../options/parse-integer.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Two files of activations (and a model, where maps are fitted in sequence) → an intervention. */
export function fitCommand(signal: SignalSource): Command {
  return new Command('fit')
    .description('fit an intervention to two files of activations')
    .addOption(new Option('--method <name>', 'method').choices([...FIT_METHODS]).makeOptionMandatory())
    .option('--source <file>', 'activations to be moved (of harmful prompts)')
    .option('--target <file>', 'activations to be moved onto (of harmless prompts)')
    .option('--layers <list>', '0-based layers and ranges: 7, 3-5, or all; one for rfa, som')
    .option(
      '--mean-diffs <file>',
      'instead of --source, --target and --layers: a safetensors file of published directions (rfa)',
    )
    .option('--layer <l>', '0-based layer of the direction (--mean-diffs)', parseInteger)
    .option('--position <p>', 'its position, -1 for the last prompt token (--mean-diffs)', parseInteger)
    .option('--points <list>', 'resid_pre, attn_out, mlp_out, resid_post', 'resid_post')
    .option('--rank <k>', 'dimensions K of the subspace (pca-ot, mean-shift)', parsePositiveInteger, 1)
    .addOption(
      new Option('--complement <kind>', 'what happens outside the subspace (pca-ot)')
        .choices(['keep', 'shift', 'drop'])
        .default('keep'),
    )
    .option(
      '--shrinkage <kind>',
      'of the covariances: none, ledoit-wolf, oas or a weight (pca-ot: none; leace: ledoit-wolf if n ≤ d, else none)',
    )
    .addOption(
      new Option(
        '--support <where>',
        "coordinates that are moved: all, or inside the source's range (linear-act)",
      )
        .choices([...ACT_SUPPORTS])
        .default('all'),
    )
    .option('--som-grid <grid>', 'neurons of the self-organising map (som)', '2x2')
    .option('--strength <λ>', '(1 − λ) x + λ T(x)', parseFiniteNumber, 1)
    .addOption(
      new Option('--scope <tokens>', 'tokens that the intervention touches')
        .choices([...TOKEN_SCOPES])
        .default('all'),
    )
    .option('--skip-first', 'leave position 0, the attention sink, alone', false)
    .addOption(
      new Option(
        '--refit <order>',
        'sites each on their own activations, or one after the other under the maps so far',
      )
        .choices(['simultaneous', 'sequential'])
        .default('simultaneous'),
    )
    .option('--source-prompts <file>', 'prompts of --source, to be captured again (--refit sequential)')
    .option(
      '--model <model>',
      'the model: for its number of layers, and to capture with (--refit sequential)',
    )
    .option('--model-layers <n>', 'the number of layers, where the files do not say', parsePositiveInteger)
    .requiredOption('--out <file>', 'safetensors file to write, - for standard output')
    .option('--force', 'overwrite the file', false)
    .action(async (flags, command: BaseCommand) => {
      const { performFit } = await import('./perform-fit.ts');
      const given = Object.keys(flags).filter((name) => command.getOptionValueSource(name) !== 'default');
      await performFit(flags, new Set(given), signal);
    });
}
