import { Command } from 'commander';
import { type ThresholdFlags, thresholdsOf, withThresholdOptions } from '../audit/threshold-options.ts';

/** The release gate of a finished run. */
export function checkCommand(): Command {
  const command = new Command('check')
    .description('hold a finished run against thresholds on its metrics')
    .argument('<run>', 'run folder');
  return withThresholdOptions(command)
    .option('--list-metrics', 'print every metric of the run with its interval', false)
    .option('--json', 'print JSON', false)
    .action(async (run: string, flags: ThresholdFlags & { listMetrics: boolean; json: boolean }) => {
      const { performCheck } = await import('./perform-check.ts');
      const { listMetrics, json } = flags;
      performCheck({ run, thresholds: thresholdsOf(flags), listMetrics, json });
    });
}
