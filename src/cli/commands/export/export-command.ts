import { Command } from 'commander';
import type { SignalSource } from '../../signal-source.ts';

/** Exports a result of the lab in a format that other tools run or read. */
export function exportCommand(_signal: SignalSource): Command {
  return new Command('export')
    .description('write files that other tools need to check results of the lab; alone: list the choices')
    .option('--python <intervention>', 'a page of Python that applies this file with transformers, in memory')
    .option('--out <file>', 'file to write, - for standard output (default: -)')
    .option('--force', 'overwrite the file', false)
    .action(async (flags) => {
      const { performExport } = await import('./perform-export.ts');
      performExport(flags);
    });
}
