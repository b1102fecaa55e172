import { Command } from 'commander';
import { ENGINE_OPTION_TEXTS as TEXTS } from '../../../engine/transformers/transformers-options.ts';
import type { SignalSource } from '../../signal-source.ts';

/** The prompts of a run, or one of them through its arms. */
export function explainCommand(signal: SignalSource): Command {
  return new Command('explain')
    .description(
      'list the test prompts of a run with their outcomes, or follow one through its arms: outcome by arm, tokens, divergence, where it flips',
    )
    .argument('<run>', 'run folder')
    .argument('[prompt]', 'id or number of a test prompt, as the list shows them (default: list them all)')
    .option(
      '--arm <id...>',
      'arms to follow token by token (default: the unattacked model and the chosen arms)',
    )
    .option('--model <model>', 'the model, if it has moved since the run')
    .option('--python <file>', `${TEXTS.python}, of a run with that engine`)
    .option('--device <device>', `${TEXTS.device}, of a run with that engine`)
    .option('--show-text', "show prompt and tokens of prompts that are not the organism's", false)
    .option('--json', 'print JSON', false)
    .action(async (run: string, promptId: string | undefined, { arm, ...flags }) => {
      const { performExplain } = await import('./perform-explain.ts');
      await performExplain({ run, promptId, arms: arm, ...flags, signal: signal() });
    });
}
