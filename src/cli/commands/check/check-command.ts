import { Command } from 'commander';
import type { Threshold } from '../../../audit/gate/threshold.ts';
import { AUDIT_OPTION_GROUPS, auditOption } from '../../../audit/subject/audit-option-table.ts';
import { addTableOptions } from '../../options/table-options.ts';

interface CheckFlags {
  /** Thresholds as given; each was checked when the command line was read. */
  readonly failAbove?: readonly string[];
  readonly failBelow?: readonly string[];
  readonly listMetrics: boolean;
  readonly json: boolean;
}

/** The release gate of a finished run. */
export function checkCommand(): Command {
  const command = new Command('check')
    .description('check a finished run against thresholds on its metrics')
    .argument('<run>', 'run folder');
  return addTableOptions(command, 'Release gate', AUDIT_OPTION_GROUPS['Release gate'])
    .optionsGroup('Options:')
    .option('--list-metrics', 'print every metric of the run with its interval', false)
    .option('--json', 'print JSON', false)
    .action(async (run: string, { failAbove = [], failBelow = [], listMetrics, json }: CheckFlags) => {
      const { performCheck } = await import('./perform-check.ts');
      const thresholds = [
        ...(auditOption('failAbove').schema.parse(failAbove) as Threshold[]),
        ...(auditOption('failBelow').schema.parse(failBelow) as Threshold[]),
      ];
      performCheck({ run, thresholds, listMetrics, json });
    });
}
