import { setTimeout as pause } from 'node:timers/promises';
import type { Job as QueuedJob, Worker } from 'bullmq';
import { EngineDiedError } from '../../engine/transformers/engine-died-error.ts';
import { OutOfMemoryError } from '../../engine/transformers/out-of-memory-error.ts';
import { LabError } from '../../errors/lab-error.ts';
import { isRule } from './audit-on-queue.ts';
import { type Answer, type Failure, type Job, jobSchema } from './job.ts';
import { laneName } from './lane.ts';
import type { QueueBoard } from './queue-board.ts';
import type { QueueConnection } from './queue-connection.ts';
import type { RunBench } from './run-bench.ts';
import type { RunOffer } from './run-offer.ts';

/** How often a worker looks whether the run's coordinator is still there. */
const LOOK_MS = 1_000;
/** Workers that may die on one unit before it is given up. */
const MOST_DEATHS = 3;
/** How long an empty queue is listened to before it is asked again. */
const LISTEN_SECONDS = 2;
const FAREWELL_MS = 3_000;

/** Whether another machine may do what failed here. */
const isOfThisMachine = (error: LabError): boolean =>
  error instanceof EngineDiedError || error instanceof OutOfMemoryError;

export interface ServiceOptions {
  readonly worker: string;
  /** Units side by side. */
  readonly engines: number;
  /** Labels of judges that this worker has beside the rules. */
  readonly judges: readonly string[];
  /** How long a unit stays this worker's without a sign of life. */
  readonly lockMs: number;
  /** A unit begins (its name) or ends. */
  readonly onUnits: (running: readonly string[], done: number) => void;
  /** Whether to leave a run that has had nothing to do for so many milliseconds. */
  readonly mayLeave: (idleMs: number) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/**
 * Does a run's units until its coordinator is gone, `mayLeave` says so or `signal` is aborted, which hands back what is being
 * done. `benchOf` makes the bench under a signal that is aborted with the service. Rejects with what went wrong in this worker
 * beyond a unit: then another process should take its place.
 */
export async function serveRun(
  connection: QueueConnection,
  board: QueueBoard,
  offer: RunOffer,
  benchOf: (signal: AbortSignal) => RunBench,
  options: ServiceOptions,
): Promise<{ readonly done: number }> {
  const { bullmq } = connection.library;
  const left = new AbortController();
  const bench = benchOf(left.signal);
  const running = new Map<string, string>();
  let done = 0;
  let idleSince = Date.now();
  let broken: { readonly error: unknown } | undefined;

  const answer = async (job: Job): Promise<Answer> => {
    if (job.kind === 'units')
      return { kind: 'units', worker: options.worker, entries: await bench.values(job.units) };
    const bytes = await bench.intervention(job.arm);
    return {
      kind: 'intervention',
      worker: options.worker,
      bytes: bytes && Buffer.from(bytes).toString('base64'),
    };
  };
  const process = async (queued: QueuedJob, token?: string): Promise<Answer> => {
    const id = queued.id ?? '';
    running.set(id, queued.name);
    options.onUnits([...running.values()], done);
    try {
      const parsed = jobSchema.safeParse(queued.data);
      if (!parsed.success)
        throw new LabError('the queue holds something that is not a unit', { exitCode: 1 });
      const value = await answer(parsed.data);
      done += parsed.data.kind === 'units' ? parsed.data.units.length : 0;
      return value;
    } catch (error) {
      if (left.signal.aborted) {
        await queued.moveToWait(token);
        throw new bullmq.WaitingError();
      }
      // Any worker would fail in the same way; what is not an error of ours may be this machine's, and so are its memory and its Python.
      if (error instanceof LabError && !isOfThisMachine(error)) {
        const failure: Failure = { message: error.message, exitCode: error.exitCode };
        throw new bullmq.UnrecoverableError(JSON.stringify(failure));
      }
      broken ??= { error };
      // The unit is another's now: this worker would use up its tries one after the other.
      for (const worker of workers) await worker.pause(true);
      throw error;
    } finally {
      running.delete(id);
      idleSince = Date.now();
      options.onUnits([...running.values()], done);
    }
  };

  const listen = (judge: string | undefined, concurrency: number): Worker => {
    const worker = new bullmq.Worker(laneName(offer.run, judge), process, {
      connection: connection.client,
      prefix: connection.address.prefix,
      name: options.worker,
      concurrency,
      lockDuration: options.lockMs,
      stalledInterval: options.lockMs / 2,
      maxStalledCount: MOST_DEATHS,
      drainDelay: LISTEN_SECONDS,
    });
    // A lock that was lost means that the unit is done by another too, and taken once.
    worker.on('error', () => {});
    return worker;
  };
  const judges = offer.options.judges.filter((judge) => isRule(judge) || options.judges.includes(judge));
  const workers = [listen(undefined, options.engines), ...judges.map((judge) => listen(judge, 1))];
  /** BullMQ's look for stalled jobs writes into the queue's meta key, also after the coordinator has cleared everything. */
  const sweep = async (): Promise<void> => {
    if (await board.isKnown(offer.run)) return;
    await connection.client.unlink(...workers.map((worker) => worker.keys.meta));
  };
  const stop = AbortSignal.any([options.signal, connection.lost]);
  const sleep = async (): Promise<void> => {
    await pause(LOOK_MS, undefined, { signal: stop }).catch(() => {});
  };
  try {
    for (await sleep(); !stop.aborted && !broken; await sleep()) {
      if (!(await connection.answered(board.isOffered(offer.run), stop).catch(() => true))) break;
      const idle = running.size > 0 ? 0 : Date.now() - idleSince;
      if (idle > 0 && (await connection.answered(options.mayLeave(idle), stop).catch(() => false))) break;
    }
  } finally {
    // Closing comes first: a unit that is handed back must not be taken again.
    const closed = Promise.all(workers.map((worker) => worker.close(connection.lost.aborted)));
    left.abort(options.signal.aborted ? options.signal.reason : new LabError('the run is over'));
    await (connection.lost.aborted ? Promise.race([closed, pause(FAREWELL_MS)]) : closed);
    // What goes wrong with the connection is the connection's to tell.
    if (!connection.lost.aborted) await Promise.race([sweep().catch(() => {}), pause(FAREWELL_MS)]);
  }
  if (broken) throw broken.error;
  return { done };
}
