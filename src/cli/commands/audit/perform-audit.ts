import { join } from 'node:path';
import { audit } from '../../../audit/audit.ts';
import type { AuditRequest } from '../../../audit/audit-request.ts';
import { checkRun } from '../../../audit/gate/check-run.ts';
import type { Threshold } from '../../../audit/gate/threshold.ts';
import { planAudit } from '../../../audit/plan-audit.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { formatPlan } from '../../../report/terminal/format-plan.ts';
import { terminalTable } from '../../../report/terminal/terminal-table.ts';
import { formatSeconds } from '../../../wording/format-duration.ts';
import { judgeKeyFor } from '../../options/judge-key-for.ts';
import { redactCommand } from '../../options/redact-command.ts';
import type { SignalSource } from '../../signal-source.ts';
import { terminal } from '../../terminal/terminal.ts';
import { withListeners } from '../../terminal/verb-listeners.ts';
import { applyThresholds } from '../check/apply-thresholds.ts';
import { auditConfigText, type GivenSettings, readAuditConfig } from './audit-config.ts';
import type { AuditFlags } from './audit-flags.ts';
import { auditProgress } from './audit-progress.ts';
import { auditRequest, auditSettings } from './audit-settings.ts';
import { resumeLine } from './resume-line.ts';

/** `audit`: flags override the file, which overrides defaults; then prints the plan or the audit.toml, or runs the audit. */
export async function performAuditCommand(
  flags: GivenSettings,
  { config, printConfig, plan }: AuditFlags,
  signal: SignalSource,
): Promise<void> {
  const given = { ...(config === undefined ? {} : readAuditConfig(config)), ...flags };
  requireModel(given);
  const settings = auditSettings(given);
  const request = { ...auditRequest(settings, given), signal: signal() };
  if (printConfig) process.stdout.write(auditConfigText(given));
  else if (plan) await printPlan(request);
  else await performAudit(request, [...(settings.failAbove ?? []), ...(settings.failBelow ?? [])]);
}

/** Prompts of one's own are for a model of one's own: the default is for the organism's world. */
function requireModel(given: GivenSettings): void {
  const sources = ['harmful', 'harmless', 'testHarmfulFrom', 'testHarmlessFrom', 'overRefusal'] as const;
  const name = given.model === undefined && sources.find((each) => given[each] !== undefined);
  if (name)
    throw new InvalidInputError(
      `\`${name}\``,
      'is given without a model',
      'Say which model is audited with it: refusal-lab audit MODEL --harmful … --harmless …; organism:aligned is the default only without prompts.',
    );
}

/** One audit from model to run folder: progress on stderr, table and verdict on stdout. */
async function performAudit(
  request: AuditRequest & { readonly signal: AbortSignal },
  /** Thresholds that the results are checked against once written. */
  thresholds: readonly Threshold[],
): Promise<void> {
  const { signal, options } = request;
  const started = Date.now();
  const command = redactCommand(process.argv.slice(2));
  const progress = auditProgress();
  try {
    const { results, folder } = await withListeners(signal, (listeners) =>
      audit({
        ...request,
        ...listeners,
        out: request.out ?? ((model) => `runs/${model.replace(/[^\w.-]+/g, '-')}-seed${options?.seed}`),
        judgeKeyFor,
        command,
        onProgress: progress.report,
        onKept: (kept, units) => {
          progress.stop();
          if (signal.aborted)
            terminal.note(
              `${units} units are kept in ${kept}; to go on from there:\n  ${resumeLine([...process.argv.slice(0, 2), ...command])}`,
            );
        },
      }),
    );
    progress.stop();
    process.stdout.write(`${terminalTable(results, { colour: terminal.colour(process.stdout) })}\n`);
    const took = formatSeconds((Date.now() - started) / 1000);
    terminal.note(`${took}; report: ${join(folder!, 'report.html')}`);
    if (thresholds.length > 0) applyThresholds(checkRun({ results }, thresholds), folder!);
  } finally {
    progress.stop();
  }
}

/** `audit --plan`, on stdout. */
async function printPlan(request: AuditRequest & { readonly signal: AbortSignal }): Promise<void> {
  const { plan, ...machine } = await withListeners(request.signal, (listeners) =>
    planAudit({ ...request, ...listeners }),
  );
  process.stdout.write(formatPlan(plan, machine));
}
