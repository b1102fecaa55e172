import { Command } from 'commander';
import { parsePort } from '../../options/parse-port.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Opens a page on this machine in which a small model runs and can be intervened on. */
export function labCommand(signal: SignalSource): Command {
  return new Command('lab')
    .description(
      'open a page in which a small model runs: take a request, move an intervention, watch its answer flip',
    )
    .argument('[model]', 'model folder or organism:<name>, at most 50 MB of weights', 'organism:aligned')
    .option('--port <n>', 'port on 127.0.0.1; 0: any free one', parsePort, 4355)
    .option('--no-open', 'print the address without opening a browser')
    .option(
      '--harmful <source>',
      'harmful prompts to fit on if the model is not the organism: a file or hf:…',
    )
    .option('--harmless <source>', 'harmless prompts to fit on')
    .action(async (model, flags) => {
      const { performLab } = await import('./perform-lab.ts');
      await performLab({ ...flags, model, signal: signal() });
    });
}
