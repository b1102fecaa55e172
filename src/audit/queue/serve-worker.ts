import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { atPrecision } from '../../checkpoint/precision/at-precision.ts';
import { packageVersions } from '../../doctor/machine/package-versions.ts';
import { examineModel } from '../../doctor/model/examine-model.ts';
import { checkEngine } from '../../engine/check-engine.ts';
import type { EngineRequest } from '../../engine/engine-request.ts';
import { openPool } from '../../engine/open-pool.ts';
import { resolveEngine } from '../../engine/resolve-engine.ts';
import { modelLabel } from '../../stages/model/model-label.ts';
import { resolveModel } from '../../stages/model/resolve-model.ts';
import type { AuditListeners } from '../audit-request.ts';
import { type JudgesRequest, judgeLabels, judgesToOpen } from '../judges-to-open.ts';
import { soundExamination } from '../run/sound-examination.ts';
import { numericalPassport } from '../subject/passport.ts';
import { LOCK_SECONDS } from './lock-seconds.ts';
import { modelFingerprint } from './model-fingerprint.ts';
import { ModelSeat } from './model-seat.ts';
import { parseQueueAddress, type QueuePlace } from './queue-address.ts';
import { QueueConnection } from './queue-connection.ts';
import { QUEUE_PROTOCOL } from './run-offer.ts';
import { serveRuns } from './serve-runs.ts';

/** How often a worker says what it is doing. */
const REPORT_MS = 60_000;
const RULES = ['exact', 'substring'];

export interface WorkerRequest
  extends EngineRequest,
    QueuePlace,
    JudgesRequest,
    Pick<AuditListeners, 'onDownload' | 'preparation'> {
  /** A folder, `hf:org/name[@revision]` or `organism:<name>`: the same model as the audits have. */
  readonly model: string;
  /** Seconds that a unit is kept for a worker that gives no sign of life; default {@link LOCK_SECONDS}. */
  readonly lockSeconds?: number;
  /** Seconds without an audit for this model after which the worker ends; default never. */
  readonly idleSeconds?: number;
  /** Hears what the worker does, as it changes and once a minute. */
  readonly onNote?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Does units of audits that run with a queue ({@link AuditRequest}), one audit after the other, until `signal` is aborted
 * or, with `idleSeconds`, no audit of its model comes. Writes nothing to disk. Rejects with the signal's reason, QueueError
 * where the queue cannot be reached or is lost, {@link InvalidInputError} on judges that cannot be used, and with what
 * keeps the model from running.
 *
 * @example
 * import { serveWorker } from 'refusal-lab';
 *
 * // Not run in the tests: it needs a Redis server.
 * await serveWorker({ address: 'redis://host:6379', model: 'organism:aligned', idleSeconds: 600 });
 */
export async function serveWorker(request: WorkerRequest): Promise<void> {
  const { precision, memory, threads, workers, onDownload, preparation, onNote, idleSeconds } = request;
  const { lockSeconds = LOCK_SECONDS, signal = new AbortController().signal } = request;
  const say = (text: string): void => onNote?.(text);
  const address = parseQueueAddress(request.address, request);
  const use = await checkEngine(request, signal);
  const found = await resolveModel(request.model, {
    ...use,
    precision,
    signal,
    onProgress: onDownload,
  });
  const place = await resolveEngine(request, found, signal);
  const checkpoint = atPrecision(found, place.precision);
  const fingerprint = modelFingerprint(checkpoint);
  const judges = await judgesToOpen(
    { ...request, judges: [...RULES, ...(request.judges ?? [])] },
    { signal, preparation, onDownload },
  );
  const connection = await QueueConnection.open(address, { signal });
  const seat = new ModelSeat(() =>
    openPool(checkpoint, place, {
      workers,
      threads,
      memory,
      preparation: { ...preparation, signal },
    }),
  );
  try {
    // A model that does not fit is found out before any unit is taken.
    const pool = await seat.pool();
    const { size: engines } = pool;
    // Nor one whose numbers are not finite: its units would be done again elsewhere.
    const findings = await examineModel(pool.first, checkpoint, { quick: true, signal });
    for (const { name, status, detail } of soundExamination(checkpoint.name, findings))
      say(`examination of the model: ${name} ${status}: ${detail}`);
    const id = `${hostname()}-${process.pid}-${randomBytes(2).toString('hex')}`;
    say(
      `${id} at ${address.shown} (prefix ${address.prefix}) with ${modelLabel(checkpoint)}, engines: ${engines}`,
    );
    const reporter = unitReporter(say);
    try {
      await serveRuns(connection, {
        checkpoint,
        seat,
        judges,
        card: {
          protocol: QUEUE_PROTOCOL,
          id,
          model: checkpoint.name,
          fingerprint,
          passport: numericalPassport(packageVersions(), place),
          engines,
          judges: judgeLabels(request),
        },
        lockMs: 1000 * lockSeconds,
        idleMs: idleSeconds === undefined ? undefined : 1000 * idleSeconds,
        onNotice: say,
        onUnits: reporter.onUnits,
        signal,
      });
      say(`no run for ${idleSeconds} s, leaving`);
    } finally {
      reporter.stop();
    }
  } finally {
    await seat.leave();
    connection.close();
  }
}

/** Says once a minute what is being done, unless nothing is. */
function unitReporter(say: (text: string) => void): {
  readonly onUnits: (running: readonly string[], done: number) => void;
  readonly stop: () => void;
} {
  let state = { running: [] as readonly string[], done: 0 };
  let told = 0;
  const report = setInterval(() => {
    if (state.done > told || state.running.length > 0)
      say(`${state.done} units done in this run, doing ${state.running.join(', ') || 'none'}`);
    told = state.done;
  }, REPORT_MS);
  return {
    onUnits: (running, done) => {
      state = { running, done };
    },
    stop: () => clearInterval(report),
  };
}
