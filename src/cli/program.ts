import { Command, Option } from 'commander';
import { auditCommand } from './audit-command.ts';
import { captureCommand } from './capture-command.ts';
import { checkCommand } from './check-command.ts';
import { choicesCommand } from './choices-command.ts';
import { compareCommand } from './compare-command.ts';
import { completionCommand } from './completion-command.ts';
import { diagnoseCommand } from './diagnose-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { downloadCommand } from './download-command.ts';
import { explainCommand } from './explain-command.ts';
import { exportCommand } from './export-command.ts';
import { fitCommand } from './fit-command.ts';
import { formatExamples } from './format-examples.ts';
import { generateCommand } from './generate-command.ts';
import { inspectCommand } from './inspect-command.ts';
import { judgeCommand } from './judge-command.ts';
import { labCommand } from './lab-command.ts';
import { organismCommand } from './organism-command.ts';
import { packageVersions } from './package-versions.ts';
import { perplexityCommand } from './perplexity-command.ts';
import { promptsCommand } from './prompts-command.ts';
import { replayCommand } from './replay-command.ts';
import { reportCommand } from './report-command.ts';
import { scoreCommand } from './score-command.ts';
import type { SignalSource } from './signal-source.ts';
import { PROGRESS_STYLES, terminal } from './terminal.ts';
import { workerCommand } from './worker-command.ts';

/** Commands by what a user wants; `--help` lists them in this order. */
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

/** The whole command line. Commands load what they run when they run it: `--help` stays quick. */
export function buildProgram(signal: SignalSource): Command {
  const program = new Command('refusal-lab')
    .description(
      "measures how a language model's refusal is represented and how well it withstands interventions",
    )
    .version(packageVersions()['refusal-lab'])
    .option('--debug', 'show the stack of unexpected errors (also: DEBUG=1)')
    .option('-q, --quiet', 'no progress and no remarks on stderr: warnings and errors only')
    .addOption(
      new Option(
        '--progress <style>',
        'on stderr: a bar, lines, JSON lines (then every line of stderr is JSON), or none; auto: a bar on a terminal',
      )
        .choices([...PROGRESS_STYLES])
        .default('auto'),
    )
    .option('--no-color', 'no colours (also: NO_COLOR=1; none anyway when piped)')
    .hook('preAction', (root) => terminal.configure(root.opts()))
    .showHelpAfterError('(--help shows the options)')
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => command.name() })
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
