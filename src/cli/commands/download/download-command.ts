import { Command } from 'commander';
import { engineOption } from '../../options/engine-options.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Gets a model into the cache ahead of time, for machines without a connection. */
export function downloadCommand(signal: SignalSource): Command {
  return new Command('download')
    .description('download a model into the cache shared with the Python libraries, and print its folder')
    .argument('<model>', 'hf:org/name[@revision]')
    .addOption(engineOption('engine that will run it'))
    .action(async (model: string, { engine }) => {
      const { performDownload } = await import('./perform-download.ts');
      await performDownload(model, engine, signal());
    });
}
