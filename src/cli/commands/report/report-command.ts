import { Command, Option } from 'commander';
import { FIGURE_NAMES } from '../../../report/figures/figure-names.ts';
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
    .option('--out <folder>', 'output folder (default: the run folder; a single figure needs one)')
    .option('--force', 'replace existing files', false)
    .option(
      '--figure <name>',
      `write this figure alone, as svg (its default), png and, beside a png, tex (a LaTeX float): ${FIGURE_NAMES.join(', ')}`,
    )
    .option('--methods <list>', 'methods in the figure, separated by commas', list)
    .option('--width <length>', 'width of the figure with its unit: 3.25in, 82mm, 234pt (default: 10in)')
    .option('--no-title', 'draw the figure without its title')
    .action(async (run: string, flags: Flags, command: Command) => {
      const { performReport } = await import('./perform-report.ts');
      // A single figure has a default of its own.
      const isAsked = command.getOptionValueSource('format') !== 'default';
      await performReport({ run, ...flags, format: isAsked ? flags.format : undefined });
    });
}

interface Flags {
  readonly format?: ReportFormat[];
  readonly out?: string;
  readonly force: boolean;
  readonly figure?: string;
  readonly methods?: readonly string[];
  readonly width?: string;
  readonly title: boolean;
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
