import { cpus } from 'node:os';
import { join } from 'node:path';
import { auditModel } from '../audit/audit-model.ts';
import type { AuditOptions } from '../audit/audit-options.ts';
import { type AuditData, loadAuditData } from '../audit/data/audit-data.ts';
import type { AuditSources } from '../audit/data/audit-sources.ts';
import type { Threshold } from '../audit/gate/threshold.ts';
import { type AuditPlan, planAudit } from '../audit/plan/audit-plan.ts';
import { checkPlan } from '../audit/plan/check-plan.ts';
import { examineOnce } from '../audit/run/examine-once.ts';
import { numericalPassport } from '../audit/run/passport.ts';
import { runFiles } from '../audit/run/run-files.ts';
import { RunFolder } from '../audit/run/run-folder.ts';
import type { RunIdentity } from '../audit/run/run-identity.ts';
import type { RunSession } from '../audit/run/run-manifest.ts';
import { RunRecord } from '../audit/run/run-record.ts';
import { describeSubject } from '../audit/run/subject.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { isSmallModel, REUSE_BYTES } from '../engine/onnx/onnx-engine.ts';
import { measureProductRate } from '../engine/onnx/product-rate.ts';
import { defaultWorkers, openEnginePool } from '../engine/worker/open-engine-pool.ts';
import { encodeIntervention } from '../interventions/intervention-file.ts';
import { formatPlan } from '../report/format-plan.ts';
import { terminalTable } from '../report/terminal-table.ts';
import { judgeLabel } from '../stages/judge-label.ts';
import { parseJudgeSpec } from '../stages/judge-spec.ts';
import { pinnedModel } from '../stages/pinned-model.ts';
import { type PreparedJudge, prepareJudge } from '../stages/prepare-judge.ts';
import { applyThresholds } from './apply-thresholds.ts';
import { auditProgress } from './audit-progress.ts';
import { judgeKeyFor } from './judge-key-for.ts';
import { openModel } from './open-model.ts';
import { packageVersions } from './package-versions.ts';

/** One audit from model to run folder: progress on stderr, table and verdict on stdout. */
export async function performAudit(request: {
  readonly model: string;
  readonly out?: string;
  readonly force: boolean;
  readonly workers?: number;
  /** Only say what would be done. */
  readonly plan: boolean;
  /** What the results are held against when they are written. */
  readonly thresholds: readonly Threshold[];
  readonly options: Omit<AuditOptions, 'judges'>;
  readonly sources: AuditSources;
  /** As the command line names them; options hold their labels. */
  readonly judges: readonly string[];
  readonly judgeCache?: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { model, sources, signal } = request;
  const options = { ...request.options, judges: request.judges.map(judgeLabel) };
  const startedAt = new Date();
  const checkpoint = await openModel(model, signal);
  checkPlan(checkpoint.config, options);
  const data = await loadAuditData(checkpoint, options, sources, signal);
  if (request.plan) {
    process.stdout.write(formatPlan(await estimateAudit(checkpoint, data, options, request.workers)));
    return;
  }
  // What can be wrong with a judge is found out before the model is loaded.
  const judges = new Map<string, PreparedJudge>();
  const { judgeCache: cache } = request;
  const context = { signal, keyFor: judgeKeyFor, openModel, ...(cache === undefined ? {} : { cache }) };
  for (const spec of request.judges)
    judges.set(judgeLabel(spec), await prepareJudge(parseJudgeSpec(spec), context));
  const out = request.out ?? `runs/${checkpoint.name.replace(/[^\w.-]+/g, '-')}-seed${options.seed}`;
  const versions = packageVersions();
  const subject = describeSubject(checkpoint, data, options);
  const passport = numericalPassport(versions);
  const identity: RunIdentity = { schema: 'refusal-lab/journal', version: 1, options, subject, passport };
  const folder = RunFolder.open(out, identity, request.force);
  const unitsFound = folder.finished.size;
  if (unitsFound > 0) process.stderr.write(`${folder.path}: going on after ${unitsFound} finished units\n`);
  const progress = auditProgress(process.stderr);
  try {
    const pool = await openEnginePool(checkpoint, request.workers ? { workers: request.workers } : {});
    try {
      const session: RunSession = {
        command: process.argv.slice(2),
        startedAt: startedAt.toISOString(),
        unitsFound,
        workers: pool.size,
        versions,
        cpu: cpus()[0]?.model ?? 'unknown',
      };
      const record = new RunRecord(folder, session, {
        model: pinnedModel(model, checkpoint),
        sources,
        identity,
      });
      for (const { name, status, detail } of await examineOnce(record, pool.first, checkpoint, signal))
        process.stderr.write(`${status}: ${name}: ${detail} (refusal-lab doctor --model tells more)\n`);
      const { results, interventions } = await auditModel(checkpoint, pool, options, {
        data,
        subject,
        finished: folder.finished,
        onUnit: (entry) => folder.append(entry),
        onTestOpened: () => record.testOpened(),
        openJudge: (judge) => judges.get(judge)!,
        onProgress: progress.report,
        signal,
      });
      const files = await runFiles(results);
      for (const [armId, intervention] of interventions)
        files.set(`interventions/${fileName(armId)}.safetensors`, encodeIntervention(intervention));
      progress.stop();
      record.finished();
      folder.finish(files);
      process.stdout.write(`${terminalTable(results, { colour: process.stdout.isTTY })}\n`);
      const seconds = ((Date.now() - startedAt.getTime()) / 1000).toFixed(1);
      process.stderr.write(`\n${seconds} s; report: ${join(folder.path, 'report.html')}\n`);
      applyThresholds(results, request.thresholds, folder.path);
    } finally {
      await pool.dispose();
    }
  } catch (error) {
    progress.stop();
    if (signal.aborted && folder.finished.size > 0)
      process.stderr.write(
        `${folder.finished.size} units are kept in ${folder.path}; the same command goes on from there\n`,
      );
    throw error;
  } finally {
    folder.close();
  }
}

/** An arm id as a file name. */
const fileName = (armId: string): string => armId.replaceAll('/', '-');

/** The plan with this machine's speed; no weights are loaded. */
async function estimateAudit(
  checkpoint: Checkpoint,
  data: AuditData,
  options: AuditOptions,
  workers = defaultWorkers(checkpoint),
): Promise<AuditPlan> {
  const small = isSmallModel(checkpoint);
  const rate = await measureProductRate(checkpoint.config, small ? 1 : 0);
  return planAudit(checkpoint, data, options, { workers, rate, reuseBytes: small ? REUSE_BYTES : 0 });
}
