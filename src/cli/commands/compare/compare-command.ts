import { Command } from 'commander';

/** Compares two finished runs. */
export function compareCommand(): Command {
  return new Command('compare')
    .description('compare two finished runs, of one model or of two; differences are B − A')
    .argument('<run-a>', 'run folder')
    .argument('<run-b>', 'run folder')
    .option('--json', 'JSON instead of Markdown', false)
    .option('--html', 'a page with figures instead of Markdown, one file', false)
    .option('--svg', 'the layer curves of both runs as a figure', false)
    .option('--out <file>', 'output file (default: standard output)', '-')
    .option('--force', 'replace an existing file', false)
    .action(
      async (
        a: string,
        b: string,
        flags: { json: boolean; html: boolean; svg: boolean; out: string; force: boolean },
      ) => {
        const { performCompare } = await import('./perform-compare.ts');
        await performCompare({ a, b, ...flags });
      },
    );
}
