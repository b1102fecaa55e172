import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AuditOutcome, audit } from '../../../audit/audit.ts';
import type { AuditRequest } from '../../../audit/audit-request.ts';
import { checkRun } from '../../../audit/gate/check-run.ts';
import type { Threshold } from '../../../audit/gate/threshold.ts';
import { planAudit } from '../../../audit/plan-audit.ts';
import type { AuditSettings } from '../../../audit/subject/audit-option-table.ts';
import { THINKING } from '../../../checkpoint/template/thinking.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { closingLines } from '../../../report/terminal/closing-lines.ts';
import { formatPlan } from '../../../report/terminal/format-plan.ts';
import { terminalTable } from '../../../report/terminal/terminal-table.ts';
import { describeModel } from '../../../stages/model/describe-model.ts';
import { formatSeconds } from '../../../wording/format-duration.ts';
import { judgeKeyFor } from '../../options/judge-key-for.ts';
import { redactCommand } from '../../options/redact-command.ts';
import type { SignalSource } from '../../signal-source.ts';
import { mayOpen } from '../../terminal/may-open.ts';
import { openInBrowser } from '../../terminal/open-in-browser.ts';
import { terminal } from '../../terminal/terminal.ts';
import { withListeners } from '../../terminal/verb-listeners.ts';
import { applyThresholds } from '../check/apply-thresholds.ts';
import { performCompare } from '../compare/perform-compare.ts';
import { auditConfigText, type GivenSettings, readAuditConfig } from './audit-config.ts';
import type { AuditFlags } from './audit-flags.ts';
import { auditProgress } from './audit-progress.ts';
import { auditRequest, auditSettings } from './audit-settings.ts';
import { presetComments, presetUse, readPreset } from './read-preset.ts';
import { resumeLine } from './resume-line.ts';

/** `audit`: flags override the file, which overrides the preset, which overrides defaults; then prints the plan or the audit.toml, or runs the audit. */
export async function performAuditCommand(
  flags: GivenSettings,
  { config, printConfig, plan, open }: AuditFlags,
  signal: SignalSource,
): Promise<void> {
  const chosen = { ...(config === undefined ? {} : readAuditConfig(config)), ...flags };
  const preset = chosen.preset === undefined ? {} : readPreset(String(chosen.preset));
  const given = { ...preset, ...chosen };
  requireModel(given);
  const settings = auditSettings(given);
  const request = { ...auditRequest(settings, given), signal: signal() };
  if (printConfig) process.stdout.write(auditConfigText(given, commentsFor(given)));
  else {
    const runs = settings.thinking === 'both' ? await bothWays(request) : [request];
    if (plan) for (const run of runs) await printPlan(run);
    else await performAudits(runs, settings, mayOpen(open));
  }
}

/** What a preset says of the options that are as it has them. */
function commentsFor(given: GivenSettings): ReadonlyMap<string, readonly string[]> {
  if (given.preset === undefined) return new Map();
  const { changed } = presetUse(String(given.preset), given);
  return new Map([...presetComments(String(given.preset))].filter(([key]) => !changed.includes(key)));
}

type Signalled = AuditRequest & { readonly signal: AbortSignal };

/** An audit with room for a thought and one without, in folders of their own. A template without such a switch is refused before either. */
async function bothWays(request: Signalled): Promise<Signalled[]> {
  const { model, options, signal } = request;
  const { templateOptions } = options ?? {};
  for (const thinking of THINKING) await describeModel(model, { thinking, templateOptions, signal });
  const out = runFolder(request);
  return THINKING.map((thinking) => ({
    ...request,
    options: { ...options, thinking },
    out: (name) => join(out(name), `thinking-${thinking}`),
  }));
}

/** One audit after the other, then what they are compared, then the thresholds of all. */
async function performAudits(
  requests: readonly Signalled[],
  { failAbove = [], failBelow = [], force = false }: AuditSettings,
  open: boolean,
): Promise<void> {
  const done: AuditOutcome[] = [];
  for (const request of requests) done.push(await performAudit(request));
  const [first, second] = done.map(({ folder }) => folder!);
  if (second !== undefined) {
    const out = join(dirname(second), 'thinking.html');
    await performCompare({ runs: [first, second], json: false, html: true, out, force });
  }
  if (open) openInBrowser(pathToFileURL(resolve(first, 'report.html')).href);
  const thresholds: readonly Threshold[] = [...failAbove, ...failBelow];
  if (thresholds.length > 0)
    for (const { results, folder } of done) applyThresholds(checkRun({ results }, thresholds), folder!);
}

/** Where a run goes, by the model's name. */
function runFolder({ out, options }: AuditRequest): (model: string) => string {
  if (typeof out === 'function') return out;
  return (model) => out ?? `runs/${model.replace(/[^\w.-]+/g, '-')}-seed${options?.seed}`;
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
async function performAudit(request: Signalled): Promise<AuditOutcome> {
  const { signal } = request;
  const started = Date.now();
  const command = redactCommand(process.argv.slice(2));
  const progress = auditProgress();
  try {
    const outcome = await withListeners(signal, (listeners) =>
      audit({
        ...request,
        ...listeners,
        out: runFolder(request),
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
    const { results, folder } = outcome;
    process.stdout.write(`${terminalTable(results, { colour: terminal.colour(process.stdout) })}\n`);
    const took = formatSeconds((Date.now() - started) / 1000);
    const page = join(folder!, 'report.html');
    terminal.note(closingLines(results, { page, took }).join('\n'));
    return outcome;
  } finally {
    progress.stop();
  }
}

/** `audit --plan`, on stdout. */
async function printPlan(request: Signalled): Promise<void> {
  const { plan, ...machine } = await withListeners(request.signal, (listeners) =>
    planAudit({ ...request, ...listeners }),
  );
  process.stdout.write(formatPlan(plan, machine));
}
