import { setTimeout as pause } from 'node:timers/promises';
import type { AuditData } from '../data/audit-data-types.ts';
import { type Answer, answerSchema, failureSchema, type Job } from './job.ts';
import { jobIdOf } from './lane.ts';
import { QueueBoard, RENEWAL_MS } from './queue-board.ts';
import type { QueueConnection } from './queue-connection.ts';
import { QueueError } from './queue-error.ts';
import { RunLanes } from './run-lanes.ts';
import type { RunOffer } from './run-offer.ts';
import { unfitReasons } from './unfit-reasons.ts';
import { UnitFailedError } from './unit-failed-error.ts';
import type { WorkerCard } from './worker-card.ts';

/** Events of ended jobs may be lost with a connection, so they are looked for as often as this. */
const LOOK_MS = 2_000;
/** Jobs on the queue for each engine that serves the run: one in work, one to go on with. */
const PER_ENGINE = 2;
const FEWEST_JOBS = 4;
const MOST_JOBS = 512;
/** At the end a server that has gone is not waited for. */
const FAREWELL_MS = 5_000;

/** Waits for what may fail, or never end where the server has gone. */
async function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  await Promise.race([work, pause(milliseconds, undefined, { signal })]).catch(() => {});
  controller.abort();
}

/** A job with the names of what it is to bring, and the judge whose lane it goes into. */
export interface PlannedJob {
  readonly names: readonly string[];
  readonly job: Job;
  readonly judge?: string;
}

/** Who is there. */
export interface Attendance {
  /** Serving this run. */
  readonly serving: readonly WorkerCard[];
  /** Able to, at work elsewhere or just starting. */
  readonly able: readonly WorkerCard[];
  readonly unable: readonly { readonly card: WorkerCard; readonly reasons: readonly string[] }[];
}

/**
 * A coordinator's run on the queue: its notice, kept up as long as it lives, and its jobs. The queue never holds more than a
 * few jobs an engine.
 */
export class RunHost {
  readonly board: QueueBoard;
  readonly #connection: QueueConnection;
  readonly #offer: RunOffer;
  readonly #signal: AbortSignal;
  readonly #lanes: RunLanes;
  readonly #onAttendance: (attendance: Attendance) => void;
  #wake: () => void = () => {};
  #woken = false;
  #renewal: NodeJS.Timeout | undefined;
  #engines = 0;

  private constructor(
    connection: QueueConnection,
    offer: RunOffer,
    watch: { readonly signal: AbortSignal; readonly onAttendance: (attendance: Attendance) => void },
  ) {
    this.board = new QueueBoard(connection);
    this.#connection = connection;
    this.#offer = offer;
    this.#signal = AbortSignal.any([watch.signal, connection.lost]);
    this.#onAttendance = watch.onAttendance;
    this.#lanes = new RunLanes(connection, offer.run, () => this.#ring());
  }

  /** Posts the run. Jobs of runs that nobody will go on with are removed on the way. */
  static async open(
    connection: QueueConnection,
    offer: RunOffer,
    data: AuditData,
    watch: { readonly signal: AbortSignal; readonly onAttendance: (attendance: Attendance) => void },
  ): Promise<RunHost> {
    const host = new RunHost(connection, offer, watch);
    await connection.answered(host.#post(data), watch.signal);
    return host;
  }

  async #post(data: AuditData): Promise<void> {
    for (const run of await this.board.abandoned()) {
      const lanes = new RunLanes(this.#connection, run, () => {});
      await lanes.clear();
      await lanes.close();
      await this.board.withdraw(run);
    }
    await this.board.postData(this.#offer.run, data);
    await this.board.postOffer(this.#offer);
    await this.#lanes.open();
    const renew = async (): Promise<void> => {
      // What is wrong with the connection is told by the connection.
      await this.board.postOffer(this.#offer).catch(() => {});
      await this.#attend().catch(() => {});
    };
    this.#renewal = setInterval(() => void renew(), RENEWAL_MS);
    await this.#attend();
  }

  /** Has every job done, in any order; `onAnswer` hears of each answer once a job, as it comes. */
  async run(jobs: readonly PlannedJob[], onAnswer: (job: PlannedJob, answer: Answer) => void): Promise<void> {
    const pending = new Map(jobs.map((job) => [jobIdOf(job.names), job] as const));
    const queued = new Set<string>();
    while (pending.size > 0) {
      this.#signal.throwIfAborted();
      const room = Math.min(MOST_JOBS, Math.max(FEWEST_JOBS, PER_ENGINE * this.#engines)) - queued.size;
      const next = [...pending].filter(([id]) => !queued.has(id)).slice(0, Math.max(0, room));
      for (const [id, { names, job, judge }] of next) {
        queued.add(id);
        await this.#answered(this.#lanes.add(id, names.join(' + '), job, judge));
      }
      this.#woken = false;
      // An earlier coordinator of this run may have left some that were not queued by this one.
      for (const { id, answer, failure } of await this.#answered(this.#lanes.ended())) {
        const job = pending.get(id);
        if (job && failure !== undefined) throw this.#failed(job.names, failure);
        if (job) onAnswer(job, this.#checked(answer, job));
        pending.delete(id);
        queued.delete(id);
        await this.#answered(this.#lanes.take(id));
      }
      if (pending.size > 0) await this.#answered(this.#rung());
    }
  }

  /** Takes the notice and every job off the queue, as far as it still answers. */
  async close(): Promise<void> {
    clearInterval(this.#renewal);
    const leave = async (): Promise<void> => {
      await this.board.withdraw(this.#offer.run);
      await this.#lanes.clear();
    };
    if (!this.#connection.lost.aborted) await atMost(FAREWELL_MS, leave());
    // Else its connections would look for the server for ever.
    await atMost(FAREWELL_MS, this.#lanes.close());
  }

  #answered<T>(work: Promise<T>): Promise<T> {
    return this.#connection.answered(work, this.#signal);
  }

  #checked(answer: unknown, { names }: PlannedJob): Answer {
    const parsed = answerSchema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new QueueError(this.#connection.address.shown, `"${names[0]}" came back as no answer`, {
      remedy: 'Something else than workers of this version writes into the queue.',
    });
  }

  #failed(names: readonly string[], reason: string): UnitFailedError {
    const parsed = failureSchema.safeParse(parseJson(reason));
    if (parsed.success) return new UnitFailedError(names, parsed.data.message, parsed.data.exitCode);
    const stalled = /stalled more than/.test(reason);
    return new UnitFailedError(
      names,
      stalled ? 'every worker that did it died or lost its connection' : reason,
      1,
      stalled
        ? 'It may need more memory than the workers have: the plan of the audit says how much.'
        : undefined,
    );
  }

  async #attend(): Promise<void> {
    const cards = await this.#connection.answered(this.board.workers());
    const fits = cards.map((card) => ({ card, reasons: unfitReasons(this.#offer, card) }));
    const able = fits.filter(({ reasons }) => reasons.length === 0).map(({ card }) => card);
    const serving = able.filter((card) => card.serving === this.#offer.run);
    const engines = serving.reduce((sum, card) => sum + card.engines, 0);
    if (engines > this.#engines) this.#ring();
    this.#engines = engines;
    this.#onAttendance({ serving, able, unable: fits.filter(({ reasons }) => reasons.length > 0) });
  }

  #ring(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Until a job may have ended. */
  async #rung(): Promise<void> {
    if (this.#woken) return;
    const controller = new AbortController();
    await Promise.race([
      new Promise<void>((resolve) => {
        this.#wake = resolve;
      }),
      pause(LOOK_MS, undefined, { signal: controller.signal }).catch(() => {}),
    ]);
    controller.abort();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
