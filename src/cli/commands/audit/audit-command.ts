import { Command, InvalidArgumentError } from 'commander';
import { AUDIT_OPTION_GROUPS, AUDIT_OPTION_NAMES } from '../../../audit/subject/audit-option-table.ts';
import { addTableOptions, givenOptions } from '../../options/table-options.ts';
import type { SignalSource } from '../../signal-source.ts';
import type { AuditFlags } from './audit-flags.ts';

/** The main job: measure every arm at every layer, choose on the selection split, report on the test split. */
export function auditCommand(signal: SignalSource): Command {
  const command = new Command('audit')
    .description("measure where a model's refusal gives way, layer by layer, and what breaking it costs")
    .argument('[model]', 'the same as --model');
  for (const [heading, options] of Object.entries(AUDIT_OPTION_GROUPS)) {
    addTableOptions(command, heading, options);
    if (heading === 'Output') addOutputs(command);
  }
  return command
    .optionsGroup('Options:')
    .action(async (argument: string | undefined, flags: AuditFlags, self: Command) => {
      if (flags.listMetrics) {
        const { listMetricNames } = await import('./list-metric-names.ts');
        listMetricNames();
        return;
      }
      const given = givenOptions(self, AUDIT_OPTION_NAMES);
      if (argument !== undefined && given.model !== undefined && argument !== given.model)
        throw new InvalidArgumentError(`two models given: ${argument} and --model ${given.model}.`);
      if (argument !== undefined) given.model = argument;
      const { performAuditCommand } = await import('./perform-audit.ts');
      await performAuditCommand(given, flags, signal);
    });
}

function addOutputs(command: Command): void {
  command
    .option(
      '--config <file>',
      'read options from a TOML file, named as here without dashes; flags override it',
    )
    .option('--print-config', 'print such a file with all options, defaults too, and stop', false)
    .option('--plan', 'print arms, units, estimated time and memory, and stop', false)
    .option('--list-metrics', 'print the metrics that thresholds can be set on, and stop', false)
    .option('--open', 'open the report in a browser at the end, if this is a terminal')
    .option('--no-open', 'do not open the report (default)');
}
