import { cpus } from 'node:os';
import type { AuditOptions } from '../audit/audit-options.ts';
import { type AuditPlan, planAudit } from '../audit/audit-plan.ts';
import { runAudit } from '../audit/run-audit.ts';
import { runFiles } from '../audit/run-files.ts';
import { RunFolder } from '../audit/run-folder.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { isSmallModel, REUSE_BYTES } from '../engine/onnx/onnx-engine.ts';
import { measureProductRate } from '../engine/onnx/product-rate.ts';
import { defaultWorkers, openEnginePool } from '../engine/worker/open-engine-pool.ts';
import { formatPlan } from '../report/format-plan.ts';
import { terminalTable } from '../report/terminal-table.ts';
import { resolveModel } from '../stages/open-model.ts';
import { auditProgress } from './audit-progress.ts';
import { packageVersions } from './package-versions.ts';

/** One audit from model to run folder: progress on stderr, table and verdict on stdout. */
export async function performAudit(request: {
  readonly model: string;
  readonly out?: string;
  readonly force: boolean;
  readonly workers?: number;
  /** Only say what would be done. */
  readonly plan: boolean;
  readonly options: AuditOptions;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { model, options, signal } = request;
  const startedAt = new Date();
  const checkpoint = resolveModel(model);
  if (request.plan) {
    process.stdout.write(formatPlan(await estimateAudit(checkpoint, options, request.workers)));
    return;
  }
  const out = request.out ?? `runs/${checkpoint.name.replace(/[^\w.-]+/g, '-')}-seed${options.seed}`;
  const folder = RunFolder.prepare(out, request.force);
  const progress = auditProgress(process.stderr);
  try {
    const pool = await openEnginePool(checkpoint, request.workers ? { workers: request.workers } : {});
    try {
      const outcome = await runAudit(checkpoint, pool, options, { onProgress: progress.report, signal });
      const files = await runFiles(outcome, {
        command: process.argv.slice(2),
        startedAt: startedAt.toISOString(),
        seconds: (Date.now() - startedAt.getTime()) / 1000,
        workers: pool.size,
        versions: packageVersions(),
        cpu: cpus()[0]?.model ?? 'unknown',
      });
      progress.stop();
      folder.write(files);
      process.stdout.write(`${terminalTable(outcome.results, { colour: process.stdout.isTTY })}\n`);
      process.stderr.write(
        `\n${((Date.now() - startedAt.getTime()) / 1000).toFixed(1)} s; report: ${folder.path}/report.md\n`,
      );
    } finally {
      await pool.dispose();
    }
  } finally {
    progress.stop();
    folder.discard();
  }
}

/** The plan with this machine's speed; no weights are loaded. */
async function estimateAudit(
  checkpoint: Checkpoint,
  options: AuditOptions,
  workers = defaultWorkers(checkpoint),
): Promise<AuditPlan> {
  const small = isSmallModel(checkpoint);
  const rate = await measureProductRate(checkpoint.config, small ? 1 : 0);
  return planAudit(checkpoint, options, { workers, rate, reuseBytes: small ? REUSE_BYTES : 0 });
}
