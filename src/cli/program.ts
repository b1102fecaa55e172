import { Command, Option } from 'commander';
import { packageVersions } from '../doctor/machine/package-versions.ts';
import { auditCommand } from './commands/audit/audit-command.ts';
import { captureCommand } from './commands/capture/capture-command.ts';
import { checkCommand } from './commands/check/check-command.ts';
import { choicesCommand } from './commands/choices/choices-command.ts';
import { compareCommand } from './commands/compare/compare-command.ts';
import { diagnoseCommand } from './commands/diagnose/diagnose-command.ts';
import { doctorCommand } from './commands/doctor/doctor-command.ts';
import { downloadCommand } from './commands/download/download-command.ts';
import { explainCommand } from './commands/explain/explain-command.ts';
import { exportCommand } from './commands/export/export-command.ts';
import { fitCommand } from './commands/fit/fit-command.ts';
import { generateCommand } from './commands/generate/generate-command.ts';
import { inspectCommand } from './commands/inspect/inspect-command.ts';
import { judgeCommand } from './commands/judge/judge-command.ts';
import { labCommand } from './commands/lab/lab-command.ts';
import { organismCommand } from './commands/organism/organism-command.ts';
import { perplexityCommand } from './commands/perplexity/perplexity-command.ts';
import { promptsCommand } from './commands/prompts/prompts-command.ts';
import { replayCommand } from './commands/replay/replay-command.ts';
import { reportCommand } from './commands/report/report-command.ts';
import { scoreCommand } from './commands/score/score-command.ts';
import { workerCommand } from './commands/worker/worker-command.ts';
import { completionCommand } from './completion/completion-command.ts';
import { describeOption } from './describe-option.ts';
import { formatExamples } from './format-examples.ts';
import { commandRuns } from './running-command.ts';
import type { SignalSource } from './signal-source.ts';
import { PROGRESS_STYLES, terminal } from './terminal/terminal.ts';

/** Commands grouped by task; `--help` lists them in this order. */
const GROUPS: readonly (readonly [string, readonly ((signal: SignalSource) => Command)[]])[] = [
  [
    'Audits:',
    [
      auditCommand,
      workerCommand,
      checkCommand,
      compareCommand,
      explainCommand,
      reportCommand,
      replayCommand,
      labCommand,
    ],
  ],
  ['Stages of an audit:', [captureCommand, fitCommand, generateCommand, judgeCommand, diagnoseCommand]],
  ['Measures:', [scoreCommand, perplexityCommand, choicesCommand, organismCommand]],
  ['Models and prompts:', [inspectCommand, downloadCommand, promptsCommand, exportCommand]],
  ['Installation:', [doctorCommand, completionCommand]],
];

/** The whole command line. Commands load their code when they run, so `--help` stays quick. */
export function buildProgram(signal: SignalSource): Command {
  const program = new Command('refusal-lab')
    .description(
      "measure how a language model's refusal is represented and how well it withstands interventions",
    )
    .version(packageVersions()['refusal-lab'])
    .option('--debug', 'show the stack of unexpected errors (also: DEBUG=1)')
    .option('-q, --quiet', 'print only warnings and errors on stderr, without progress and notes')
    .addOption(
      new Option(
        '--progress <style>',
        'progress on stderr: a bar, lines, JSON lines (then every line of stderr is JSON), or none; auto: a bar on a terminal',
      )
        .choices([...PROGRESS_STYLES])
        .default('auto'),
    )
    .option('--no-color', 'print without colours (also: NO_COLOR=1; automatic when piped)')
    .hook('preAction', (root, command) => {
      terminal.configure(root.opts());
      commandRuns(command);
    })
    .showHelpAfterError('(--help shows the options)')
    .configureHelp({
      showGlobalOptions: true,
      subcommandTerm: (command) => command.name(),
      optionDescription: describeOption,
    })
    .addHelpCommand(
      new Command('help').argument('[command]').description('the same as --help').helpGroup('Installation:'),
    )
    .exitOverride()
    .addHelpText('after', '\nrefusal-lab COMMAND --help shows the options of a command, with examples.');
  for (const [heading, commands] of GROUPS)
    for (const create of commands) {
      const command = create(signal).copyInheritedSettings(program).helpGroup(heading);
      program.addCommand(command.addHelpText('after', formatExamples(command.name())));
    }
  return program;
}
