import { Command } from 'commander';
import { auditCommand } from './audit-command.ts';
import { captureCommand } from './capture-command.ts';
import { checkCommand } from './check-command.ts';
import { choicesCommand } from './choices-command.ts';
import { compareCommand } from './compare-command.ts';
import { diagnoseCommand } from './diagnose-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { downloadCommand } from './download-command.ts';
import { explainCommand } from './explain-command.ts';
import { exportCommand } from './export-command.ts';
import { fitCommand } from './fit-command.ts';
import { generateCommand } from './generate-command.ts';
import { inspectCommand } from './inspect-command.ts';
import { judgeCommand } from './judge-command.ts';
import { labCommand } from './lab-command.ts';
import { organismCommand } from './organism-command.ts';
import { packageVersions } from './package-versions.ts';
import { perplexityCommand } from './perplexity-command.ts';
import { promptsCommand } from './prompts-command.ts';
import { replayCommand } from './replay-command.ts';
import { scoreCommand } from './score-command.ts';
import type { SignalSource } from './signal-source.ts';

/** The whole command line. Commands load what they run when they run it: `--help` stays quick. */
export function buildProgram(signal: SignalSource): Command {
  const program = new Command('refusal-lab')
    .description(
      "measures how a language model's refusal is represented and how well it withstands interventions",
    )
    .version(packageVersions()['refusal-lab'])
    .option('--debug', 'show the stack of unexpected errors (also: DEBUG=1)')
    .showHelpAfterError('(--help shows the options)')
    .exitOverride();
  for (const create of [
    auditCommand,
    replayCommand,
    explainCommand,
    labCommand,
    checkCommand,
    compareCommand,
    captureCommand,
    fitCommand,
    generateCommand,
    judgeCommand,
    scoreCommand,
    perplexityCommand,
    choicesCommand,
    diagnoseCommand,
    inspectCommand,
    downloadCommand,
    exportCommand,
    organismCommand,
    promptsCommand,
    doctorCommand,
  ])
    program.addCommand(create(signal).copyInheritedSettings(program));
  return program;
}
