import { Command } from 'commander';

/** Compares finished runs. */
export function compareCommand(): Command {
  return new Command('compare')
    .description(
      'compare finished runs, of one model or of several; of two every table, differences B − A; of more one table, each run against the first',
    )
    .argument('<runs...>', 'run folders, two or more')
    .option('--json', 'JSON instead of Markdown', false)
    .option('--html', 'a page with figures instead of Markdown, one file; of two runs', false)
    .option('--svg', 'a figure: layer curves of two runs, or the rates of more', false)
    .option('--out <file>', 'output file (default: standard output)', '-')
    .option('--force', 'replace an existing file', false)
    .action(
      async (
        runs: string[],
        flags: { json: boolean; html: boolean; svg: boolean; out: string; force: boolean },
      ) => {
        const { performCompare } = await import('./perform-compare.ts');
        await performCompare({ runs, ...flags });
      },
    );
}
