import { Command } from 'commander';
import type { SignalSource } from '../../signal-source.ts';

/** Gets a model into the cache ahead of time, for machines without a connection. */
export function downloadCommand(signal: SignalSource): Command {
  return new Command('download')
    .description('download a model into the cache shared with the Python libraries, and print its folder')
    .argument('<model>', 'hf:org/name[@revision]')
    .action(async (model: string) => {
      const { performDownload } = await import('./perform-download.ts');
      await performDownload(model, signal());
    });
}
