import { Command } from 'commander';

/** Recomputes results.json from the journal. */
export function replayCommand(): Command {
  return new Command('replay')
    .description("recompute a run's results from its journal, without model and prompts")
    .argument('<run>', 'run folder')
    .option('--out <file>', 'file to write (default: only compare with results.json in the run folder)')
    .option('--force', 'replace an existing file', false)
    .action(async (run: string, flags: { out?: string; force: boolean }) => {
      const { performReplay } = await import('./perform-replay.ts');
      await performReplay({ run, ...flags });
    });
}
