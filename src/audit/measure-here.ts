import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { PreparationOptions } from '../checkpoint/precision/prepare-quantised-weights.ts';
import type { EnginePlace } from '../engine/engine-place.ts';
import type { EngineRequest } from '../engine/engine-request.ts';
import { openPool } from '../engine/open-pool.ts';
import { totalBatches } from '../engine/transformers/total-batches.ts';
import type { Method } from '../methods/method.ts';
import type { PreparedJudge } from '../stages/judge/prepare-judge.ts';
import { referenceBytes } from './against/reference-bytes.ts';
import type { AuditProgress } from './audit-meter.ts';
import { auditModel, type ModelAudit } from './audit-model.ts';
import type { AuditData } from './data/audit-data-types.ts';
import type { AuditStore } from './run/audit-store.ts';
import { examineOnce } from './run/examine-once.ts';
import type { AuditOptions } from './subject/audit-options.ts';
import type { AuditSubject } from './subject/subject.ts';

/** Does a run's units in this process, on as many engines as the model is worth. */
export async function measureHere(
  checkpoint: Checkpoint,
  run: {
    readonly store: AuditStore;
    readonly data: AuditData;
    readonly options: AuditOptions;
    /** Whose facts `options` hold. */
    readonly methods?: readonly Method[];
    readonly subject: AuditSubject;
    readonly judges: ReadonlyMap<string, PreparedJudge>;
    /** Modified checkpoints by name. */
    readonly against: ReadonlyMap<string, Checkpoint>;
    readonly place: EnginePlace;
    readonly engine: Pick<EngineRequest, 'memory' | 'threads' | 'workers'>;
    readonly preparation?: PreparationOptions;
    readonly onProgress?: AuditProgress;
    readonly onWarning?: (text: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<ModelAudit> {
  const { store, judges, options, place, preparation, onWarning, ...rest } = run;
  const { memory, threads, workers } = run.engine;
  const open = (model: Checkpoint, engines: number | undefined, beside = 0) =>
    openPool(model, place, {
      workers: engines,
      threads,
      // Of the bound that the user set; what is free shows by itself.
      memory: memory && Math.max(0, memory - beside),
      preparation: { ...preparation, signal: rest.signal },
    });
  const pool = await open(checkpoint, workers);
  try {
    store.begin({ workers: pool.size });
    for (const { name, status, detail } of await examineOnce(store, pool.first, checkpoint, rest.signal))
      onWarning?.(`examination of the model: ${name} ${status}: ${detail} (refusal-lab doctor tells more)`);
    return await auditModel(checkpoint, pool, options, {
      ...rest,
      onWarning,
      finished: store.finished,
      onUnit: (entry) => store.append(entry),
      onTestOpened: () => store.testOpened(),
      openJudge: (judge) => judges.get(judge)!,
      openPool: (model) =>
        open(model, 1, referenceBytes(model.config, options, rest.data.test.harmless.prompts.length)),
    });
  } finally {
    const ran = totalBatches(pool.engines);
    if (ran) store.ran(ran);
    await pool.dispose();
  }
}
