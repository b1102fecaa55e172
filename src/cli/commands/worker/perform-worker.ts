import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { modelFingerprint } from '../../../audit/queue/model-fingerprint.ts';
import { ModelSeat } from '../../../audit/queue/model-seat.ts';
import type { QueueAddress } from '../../../audit/queue/queue-address.ts';
import { QueueConnection } from '../../../audit/queue/queue-connection.ts';
import { QUEUE_PROTOCOL } from '../../../audit/queue/run-offer.ts';
import { serveRuns } from '../../../audit/queue/serve-runs.ts';
import { soundExamination } from '../../../audit/run/sound-examination.ts';
import { numericalPassport } from '../../../audit/subject/passport.ts';
import type { Precision } from '../../../checkpoint/precision/precision.ts';
import { examineModel } from '../../../doctor/model/examine-model.ts';
import type { ProviderChoice } from '../../../engine/onnx/provider.ts';
import { resolveProvider } from '../../../engine/onnx/resolve-provider.ts';
import { openEnginePool } from '../../../engine/worker/open-engine-pool.ts';
import { judgeLabel } from '../../../stages/judge/judge-label.ts';
import { parseJudgeSpec } from '../../../stages/judge/judge-spec.ts';
import { type PreparedJudge, prepareJudge } from '../../../stages/judge/prepare-judge.ts';
import { modelLabel } from '../../../stages/model/model-label.ts';
import { judgeKeyFor } from '../../options/judge-key-for.ts';
import { packageVersions } from '../../package-versions.ts';
import { openModel } from '../../terminal/open-model.ts';
import { reportPreparation } from '../../terminal/report-preparation.ts';
import { terminal } from '../../terminal/terminal.ts';

/** How often a worker's log says what it is doing. */
const REPORT_MS = 60_000;
const RULES = ['exact', 'substring'];

/** One worker from start to end; it writes nothing to disk and tells stderr what it does. */
export async function performWorker(request: {
  readonly address: QueueAddress;
  readonly model: string;
  readonly workers?: number;
  readonly precision?: Precision;
  readonly provider?: ProviderChoice;
  readonly memory?: number;
  /** Of judges that are models. */
  readonly judgePrecision?: Precision;
  readonly judges: readonly string[];
  readonly judgeCache?: string;
  /** Seconds. */
  readonly lock: number;
  readonly idleExit?: number;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { address, signal, idleExit, judgeCache: cache } = request;
  const say = (text: string): void => terminal.note(`worker: ${text}`);
  const checkpoint = await openModel(request.model, signal, request);
  const provider = await resolveProvider(request.provider ?? 'cpu', { precision: checkpoint.precision });
  const fingerprint = modelFingerprint(checkpoint);
  const judges = new Map<string, PreparedJudge>();
  const { judgePrecision } = request;
  const labelOf = (spec: string): string => judgeLabel(spec, judgePrecision);
  const context = {
    signal,
    keyFor: judgeKeyFor,
    openModel: (judge: string) => openModel(judge, signal, { precision: judgePrecision }),
    preparation: reportPreparation(),
    ...(cache === undefined ? {} : { cache }),
  };
  for (const spec of [...RULES, ...request.judges])
    judges.set(labelOf(spec), await prepareJudge(parseJudgeSpec(spec), context));
  const connection = await QueueConnection.open(address, { signal });
  try {
    const open = () =>
      openEnginePool(checkpoint, {
        ...(request.workers ? { workers: request.workers } : {}),
        engine: { provider },
        memory: request.memory,
        preparation: { ...reportPreparation(), signal },
      });
    const seat = new ModelSeat(open);
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
      let state = { running: [] as readonly string[], done: 0 };
      let told = 0;
      const report = setInterval(() => {
        if (state.done > told || state.running.length > 0)
          say(`${state.done} units done in this run, doing ${state.running.join(', ') || 'none'}`);
        told = state.done;
      }, REPORT_MS);
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
            passport: numericalPassport(packageVersions(), checkpoint.precision, provider),
            engines,
            judges: request.judges.map(labelOf),
          },
          lockMs: 1000 * request.lock,
          ...(idleExit === undefined ? {} : { idleMs: 1000 * idleExit }),
          onNotice: say,
          onUnits: (running, done) => {
            state = { running, done };
          },
          signal,
        });
        say(`no run for ${idleExit} s, leaving`);
      } finally {
        clearInterval(report);
      }
    } finally {
      await seat.leave();
    }
  } finally {
    connection.close();
  }
}
