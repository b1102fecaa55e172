import { Command, Option } from 'commander';
import { REPORT_FORMATS, type ReportFormat } from '../../../report/files/report-formats.ts';

/** A finished run's report again. */
export function reportCommand(): Command {
  return new Command('report')
    .description(
      "make a finished run's report again: page, Markdown, figures, tables; without model and prompts",
    )
    .argument('<run>', 'run folder')
    .addOption(
      new Option('--format <formats...>', 'what to make (default: all but png)')
        .choices([...REPORT_FORMATS])
        .default(REPORT_FORMATS.filter((format) => format !== 'png')),
    )
    .option('--out <folder>', 'where to (default: the run folder)')
    .option('--force', 'replace existing files', false)
    .action(async (run: string, flags: { format: ReportFormat[]; out?: string; force: boolean }) => {
      const { performReport } = await import('./perform-report.ts');
      await performReport({ run, ...flags });
    });
}
