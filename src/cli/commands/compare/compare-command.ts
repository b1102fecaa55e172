import { Command } from 'commander';

/** Two finished runs against each other. */
export function compareCommand(): Command {
  return new Command('compare')
    .description('compare two finished runs, of one model or of two; every difference is B less A')
    .argument('<run-a>', 'run folder')
    .argument('<run-b>', 'run folder')
    .option('--json', 'JSON in the place of Markdown', false)
    .option('--html', 'a page with figures in the place of Markdown, one file', false)
    .option('--out <file>', 'write it there (default: standard output)', '-')
    .option('--force', 'replace an existing file', false)
    .action(
      async (a: string, b: string, flags: { json: boolean; html: boolean; out: string; force: boolean }) => {
        const { performCompare } = await import('./perform-compare.ts');
        await performCompare({ a, b, ...flags });
      },
    );
}
