import { Command, Option } from 'commander';
import { EXPORT_FORMATS, REPORT_FORMATS, type ReportFormat } from '../../../report/files/report-formats.ts';

/** Regenerates a finished run's report. */
export function reportCommand(): Command {
  return new Command('report')
    .description("regenerate a run's report (page, Markdown, figures, tables) without model and prompts")
    .argument('<run>', 'run folder')
    .addOption(
      new Option(
        '--format <formats...>',
        'formats to write; inspect, lm-eval, model-card and board-row are for other tools (default: html md svg csv tex)',
      )
        .choices([...REPORT_FORMATS, ...EXPORT_FORMATS])
        .default(REPORT_FORMATS.filter((format) => format !== 'png')),
    )
    .option('--out <folder>', 'output folder (default: the run folder)')
    .option('--force', 'replace existing files', false)
    .action(async (run: string, flags: { format: ReportFormat[]; out?: string; force: boolean }) => {
      const { performReport } = await import('./perform-report.ts');
      await performReport({ run, ...flags });
    });
}
