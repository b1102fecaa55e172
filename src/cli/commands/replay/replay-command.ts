import { Command } from 'commander';

/** results.json again, from the journal. */
export function replayCommand(): Command {
  return new Command('replay')
    .description("work a run's results out again from its journal, without model and prompts")
    .argument('<run>', 'run folder')
    .option('--out <file>', 'write results.json there (default: compare with the one in the run folder)')
    .option('--force', 'replace an existing file', false)
    .action(async (run: string, flags: { out?: string; force: boolean }) => {
      const { performReplay } = await import('./perform-replay.ts');
      await performReplay({ run, ...flags });
    });
}
