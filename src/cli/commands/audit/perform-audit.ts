import { cpus } from 'node:os';
import { join } from 'node:path';
import type { AuditProgress } from '../../../audit/audit-meter.ts';
import { auditModel, type ModelAudit } from '../../../audit/audit-model.ts';
import { loadAuditData } from '../../../audit/data/audit-data.ts';
import type { AuditData } from '../../../audit/data/audit-data-types.ts';
import type { AuditSources } from '../../../audit/data/audit-sources.ts';
import type { Threshold } from '../../../audit/gate/threshold.ts';
import { checkPlan } from '../../../audit/plan/check-plan.ts';
import { examineOnce } from '../../../audit/run/examine-once.ts';
import { RunFolder } from '../../../audit/run/run-folder.ts';
import type { RunSession } from '../../../audit/run/run-manifest.ts';
import { RunRecord, readManifest } from '../../../audit/run/run-record.ts';
import type { AuditOptions } from '../../../audit/subject/audit-options.ts';
import { numericalPassport } from '../../../audit/subject/passport.ts';
import type { RunIdentity } from '../../../audit/subject/run-identity.ts';
import { type AuditSubject, describeSubject } from '../../../audit/subject/subject.ts';
import type { Checkpoint } from '../../../checkpoint/checkpoint.ts';
import type { Precision } from '../../../checkpoint/precision/precision.ts';
import { sizeEngine } from '../../../engine/memory/size-engine.ts';
import { checkPrecision } from '../../../engine/onnx/check-precision.ts';
import type { Provider, ProviderChoice } from '../../../engine/onnx/provider.ts';
import { resolveProvider } from '../../../engine/onnx/resolve-provider.ts';
import { countEngines, openEnginePool } from '../../../engine/worker/open-engine-pool.ts';
import { encodeIntervention } from '../../../interventions/intervention-file.ts';
import { pageTemplate } from '../../../report/files/page-template.ts';
import { runFiles } from '../../../report/files/run-files.ts';
import { terminalTable } from '../../../report/terminal/terminal-table.ts';
import { judgeLabel } from '../../../stages/judge/judge-label.ts';
import { parseJudgeSpec } from '../../../stages/judge/judge-spec.ts';
import { type PreparedJudge, prepareJudge } from '../../../stages/judge/prepare-judge.ts';
import { markPrecision } from '../../../stages/model/mark-precision.ts';
import { pinnedModel } from '../../../stages/model/pinned-model.ts';
import { formatSeconds } from '../../../wording/format-duration.ts';
import { judgeKeyFor } from '../../options/judge-key-for.ts';
import { redactCommand } from '../../options/redact-command.ts';
import { packageVersions } from '../../package-versions.ts';
import { openModel } from '../../terminal/open-model.ts';
import { reportPreparation } from '../../terminal/report-preparation.ts';
import { terminal } from '../../terminal/terminal.ts';
import { applyThresholds } from './apply-thresholds.ts';
import { auditProgress } from './audit-progress.ts';
import { measureOnQueue, type QueueRequest } from './measure-on-queue.ts';
import { printPlan } from './print-plan.ts';
import { resumeLine } from './resume-line.ts';

/** One audit from model to run folder: progress on stderr, table and verdict on stdout. */
export async function performAudit(request: {
  readonly model: string;
  readonly out?: string;
  readonly force: boolean;
  readonly workers?: number;
  readonly provider?: ProviderChoice;
  /** Bytes for a large model's engines, at most. */
  readonly memory?: number;
  /** Only say what would be done. */
  readonly plan: boolean;
  /** What the results are held against when they are written. */
  readonly thresholds: readonly Threshold[];
  readonly options: Omit<AuditOptions, 'judges'>;
  readonly sources: AuditSources;
  readonly precision?: Precision;
  /** Of judges that are models. */
  readonly judgePrecision?: Precision;
  /** As the command line names them; options hold their labels. */
  readonly judges: readonly string[];
  readonly judgeCache?: string;
  /** Have the units done by workers there. */
  readonly queue?: QueueRequest;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { model, sources, signal, queue } = request;
  const labelOf = (spec: string): string => judgeLabel(spec, request.judgePrecision);
  const options: AuditOptions = {
    ...request.options,
    judges: request.judges.map(labelOf),
    ...(queue?.mixed ? { mixedNumerics: true } : {}),
  };
  const startedAt = new Date();
  if (request.plan) {
    await printPlan(options, request);
    return;
  }
  // A clone whose page is not built is told so before hours of work, not after.
  pageTemplate();
  const { precision = 'f32', provider: choice = 'cpu' } = request;
  // The workers of a queue look at their own machines; this one need not have what they have.
  const checkpoint = await openModel(model, signal, { precision, ...(queue ? {} : { provider: choice }) });
  const out = request.out ?? `runs/${checkpoint.name.replace(/[^\w.-]+/g, '-')}-seed${options.seed}`;
  const provider =
    queue && choice !== 'auto'
      ? choice
      : await resolveProvider(choice === 'auto' && !request.force ? (begunOn(out) ?? choice) : choice, {
          precision,
        });
  checkPrecision(precision, provider);
  checkPlan(checkpoint.config, options);
  const data = await loadAuditData(checkpoint, options, sources, signal);
  // A model that does not fit is refused before anything is written. On a queue the workers look at their own machines.
  if (!queue)
    sizeEngine(checkpoint, {
      engines: countEngines(checkpoint, { provider, wanted: request.workers }),
      memory: request.memory,
      provider,
    });
  // What can be wrong with a judge is found out before the model is loaded.
  const judges = new Map<string, PreparedJudge>();
  const { judgeCache: cache } = request;
  const context = {
    signal,
    keyFor: judgeKeyFor,
    openModel: (judge: string) => openModel(judge, signal, { precision: request.judgePrecision }),
    preparation: reportPreparation(),
    ...(cache === undefined ? {} : { cache }),
  };
  for (const spec of request.judges) {
    const parsed = parseJudgeSpec(spec);
    // On a queue the workers open them.
    if (!queue) judges.set(labelOf(spec), await prepareJudge(parsed, context));
  }
  const versions = packageVersions();
  const subject = describeSubject(checkpoint, data, options);
  const passport = numericalPassport(versions, checkpoint.precision, provider);
  const identity: RunIdentity = { schema: 'refusal-lab/journal', version: 1, options, subject, passport };
  const folder = RunFolder.open(out, identity, request.force);
  const unitsFound = folder.finished.size;
  if (unitsFound > 0) terminal.note(`${folder.path}: going on after ${unitsFound} finished units`);
  const progress = auditProgress();
  try {
    const begin = (part: Pick<RunSession, 'workers' | 'queue'>): RunRecord =>
      new RunRecord(
        folder,
        {
          command: redactCommand(process.argv.slice(2)),
          startedAt: startedAt.toISOString(),
          unitsFound,
          versions,
          cpu: cpus()[0]?.model ?? 'unknown',
          ...part,
        },
        { model: pinnedModel(model, checkpoint), sources, identity },
      );
    const run = { begin, data, folder, onProgress: progress.report, signal };
    const { record, results, interventions, evidence } = queue
      ? await measureOnQueue(queue, checkpoint, { ...run, identity, force: request.force })
      : await measureHere(checkpoint, {
          ...run,
          options,
          subject,
          judges,
          provider,
          workers: request.workers,
          memory: request.memory,
        });
    const files = await runFiles(results, evidence);
    for (const [armId, intervention] of interventions)
      files.set(
        `interventions/${fileName(armId)}.safetensors`,
        encodeIntervention(markPrecision(intervention, checkpoint)),
      );
    progress.stop();
    record.finished();
    folder.finish(files);
    process.stdout.write(`${terminalTable(results, { colour: terminal.colour(process.stdout) })}\n`);
    const took = formatSeconds((Date.now() - startedAt.getTime()) / 1000);
    terminal.note(`${took}; report: ${join(folder.path, 'report.html')}`);
    applyThresholds(results, request.thresholds, folder.path);
  } catch (error) {
    progress.stop();
    if (signal.aborted && folder.finished.size > 0)
      terminal.note(
        `${folder.finished.size} units are kept in ${folder.path}; to go on from there:\n  ${resumeLine([...process.argv.slice(0, 2), ...redactCommand(process.argv.slice(2))])}`,
      );
    throw error;
  } finally {
    folder.close();
  }
}

/** In this process, on as many engines as the model is worth. */
async function measureHere(
  checkpoint: Checkpoint,
  run: {
    readonly begin: (part: Pick<RunSession, 'workers'>) => RunRecord;
    readonly data: AuditData;
    readonly options: AuditOptions;
    readonly subject: AuditSubject;
    readonly judges: ReadonlyMap<string, PreparedJudge>;
    readonly folder: RunFolder;
    readonly workers: number | undefined;
    readonly provider: Provider;
    readonly memory: number | undefined;
    readonly onProgress: AuditProgress;
    readonly signal: AbortSignal;
  },
): Promise<ModelAudit & { readonly record: RunRecord }> {
  const { begin, folder, judges, options, workers, provider, memory, ...rest } = run;
  const pool = await openEnginePool(checkpoint, {
    ...(workers ? { workers } : {}),
    engine: { provider },
    memory,
    preparation: { ...reportPreparation(), signal: rest.signal },
  });
  try {
    const record = begin({ workers: pool.size });
    for (const { name, status, detail } of await examineOnce(record, pool.first, checkpoint, rest.signal))
      terminal.warn(
        `examination of the model: ${name} ${status}: ${detail} (refusal-lab doctor --model tells more)`,
      );
    const audited = await auditModel(checkpoint, pool, options, {
      ...rest,
      finished: folder.finished,
      onUnit: (entry) => folder.append(entry),
      onTestOpened: () => record.testOpened(),
      openJudge: (judge) => judges.get(judge)!,
    });
    return { record, ...audited };
  } finally {
    await pool.dispose();
  }
}

/** An arm id as a file name. */
const fileName = (armId: string): string => armId.replaceAll('/', '-');

/** Where an unfinished run was begun: `auto` is a matter of speed, and a run goes on where it was. */
function begunOn(folder: string): Provider | undefined {
  const manifest = readManifest(folder);
  return manifest && (manifest.identity.passport.provider ?? 'cpu');
}
