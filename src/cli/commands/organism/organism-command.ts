import { Command, Option } from 'commander';
import { GATED_STAGES } from '../../../stages/behaviour/behaviour-gates.ts';
import { addOptions } from '../../options/add-options.ts';
import { engineOptions } from '../../options/engine-options.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';
import { parseSeed } from '../../options/parse-seed.ts';
import { precisionOption } from '../../options/precision-option.ts';
import { providerOption } from '../../options/provider-option.ts';
import type { SignalSource } from '../../signal-source.ts';

const DEFAULT_MODEL = 'organism:aligned';

/** The behaviour table of the packaged models. */
export function organismCommand(signal: SignalSource): Command {
  return addOptions(new Command('organism'), engineOptions())
    .description('measure how often the packaged models refuse and answer rightly')
    .argument('[models...]', `model folders or organism:<name> (default: ${DEFAULT_MODEL})`)
    .option('--count <n>', 'prompts per cell', parsePositiveInteger, 100)
    .option('--seed <n>', 'seed of the prompts', parseSeed, 1)
    .option('--json', 'print JSON: rates as k/n with 95% intervals', false)
    .option('--update-card <file>', 'put the tables between the markers of a Markdown model card')
    .addOption(
      new Option(
        '--gates <stage>',
        'check the training acceptance criteria; exit code 3 if one fails',
      ).choices([...GATED_STAGES]),
    )
    .addOption(precisionOption())
    .addOption(providerOption())
    .option('--threads <n>', 'threads of each engine', parsePositiveInteger)
    .action(async (models: string[], flags) => {
      const { performOrganism } = await import('./perform-organism.ts');
      await performOrganism({
        ...flags,
        models: models.length > 0 ? models : [DEFAULT_MODEL],
        signal: signal(),
      });
    });
}
