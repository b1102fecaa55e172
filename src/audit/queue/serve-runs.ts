import { setTimeout as pause } from 'node:timers/promises';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { withTemplateChoice } from '../../checkpoint/with-template-choice.ts';
import { LabError } from '../../errors/lab-error.ts';
import type { PreparedJudge } from '../../stages/judge/prepare-judge.ts';
import type { AuditData } from '../data/audit-data-types.ts';
import { differencesOf } from '../subject/run-identity.ts';
import { describeSubject } from '../subject/subject.ts';
import type { ModelSeat } from './model-seat.ts';
import { QueueBoard, RENEWAL_MS } from './queue-board.ts';
import type { QueueConnection } from './queue-connection.ts';
import { RunBench } from './run-bench.ts';
import type { RunOffer } from './run-offer.ts';
import { serveRun } from './serve-run.ts';
import { unfitReasons } from './unfit-reasons.ts';
import type { WorkerCard } from './worker-card.ts';

const LOOK_MS = 1_000;
/** A worker that idles this long in a run looks for one that has fewer workers. */
const RESTLESS_MS = 10_000;
const NAMED = 4;

/** What a worker tells whoever watches it. */
export interface WorkerWatch {
  /** Sentences, as things change. */
  readonly onNotice: (text: string) => void;
  readonly onUnits: (running: readonly string[], done: number) => void;
}

/**
 * Serves runs of this worker's model that come up on the queue, one after the other, until `signal` is aborted or, with `idleMs`,
 * no fitting run has been there for so long. Rejects with the signal's reason, QueueError where the queue is lost, and what
 * breaks the worker.
 */
export async function serveRuns(
  connection: QueueConnection,
  worker: {
    readonly checkpoint: Checkpoint;
    readonly seat: ModelSeat;
    readonly judges: ReadonlyMap<string, PreparedJudge>;
    readonly card: Omit<WorkerCard, 'serving' | 'refused'>;
    readonly lockMs: number;
    readonly idleMs?: number;
    readonly signal: AbortSignal;
  } & WorkerWatch,
): Promise<void> {
  const board = new QueueBoard(connection);
  const stop = AbortSignal.any([worker.signal, connection.lost]);
  const refused: Record<string, string[]> = {};
  const told = new Set<string>();
  let serving: string | null = null;
  const card = (): WorkerCard => ({ ...worker.card, serving, refused });
  const post = (): Promise<void> => connection.answered(board.postWorker(card()), worker.signal);
  const renewal = setInterval(() => void post().catch(() => {}), RENEWAL_MS);
  let idleSince = Date.now();
  try {
    await post();
    for (;;) {
      stop.throwIfAborted();
      const { offers, unreadable } = await connection.answered(board.offers(), worker.signal);
      for (const offer of offers) tellUnfit(offer);
      if (unreadable > 0)
        tell(
          `${unreadable} of the runs on the queue are of another version of refusal-lab, which this one cannot serve`,
        );
      const fitting = offers.filter((offer) => unfitReasons(offer, card()).length === 0);
      const next = await connection.answered(leastServed(board, fitting), worker.signal);
      if (next) {
        await serve(next);
        idleSince = Date.now();
      } else if (worker.idleMs !== undefined && Date.now() - idleSince >= worker.idleMs) return;
      else await pause(LOOK_MS, undefined, { signal: stop }).catch(() => {});
    }
  } finally {
    clearInterval(renewal);
    await Promise.race([board.removeWorker(worker.card.id).catch(() => {}), pause(LOOK_MS)]);
  }

  function tell(text: string): void {
    if (!told.has(text)) worker.onNotice(text);
    told.add(text);
  }

  function tellUnfit(offer: RunOffer): void {
    const reasons = unfitReasons(offer, card());
    if (reasons.length > 0)
      tell(`run ${offer.run} of ${offer.model} is not for this worker: ${reasons.join('; ')}`);
  }

  async function serve(offer: RunOffer): Promise<void> {
    let checkpoint: Checkpoint | undefined;
    let data: AuditData | undefined;
    try {
      data = await connection.answered(board.data(offer.run), worker.signal);
      if (!data) return void (await pause(LOOK_MS));
      checkpoint = withTemplateChoice(worker.checkpoint, offer.options);
      refused[offer.run] = differencesFrom(checkpoint, offer, data);
    } catch (error) {
      if (stop.aborted || !(error instanceof LabError)) throw error;
      refused[offer.run] = [error.message];
    }
    if (!data || !checkpoint || refused[offer.run].length > 0) {
      tellUnfit(offer);
      return post();
    }
    serving = offer.run;
    const rendered = checkpoint;
    await post();
    worker.onNotice(`serving run ${offer.run} of ${offer.model}`);
    try {
      const bench = (signal: AbortSignal): RunBench =>
        new RunBench(worker.seat, {
          checkpoint: rendered,
          data,
          options: offer.options,
          openJudge: (judge) => worker.judges.get(judge)!,
          signal,
        });
      const { done } = await serveRun(connection, board, offer, bench, {
        worker: worker.card.id,
        engines: worker.card.engines,
        judges: worker.card.judges,
        lockMs: worker.lockMs,
        onUnits: worker.onUnits,
        mayLeave: async (idleMs) => idleMs >= RESTLESS_MS && (await hasNeedier(board, offer, card())),
        signal: worker.signal,
      });
      worker.onNotice(`left run ${offer.run} after ${done} units`);
    } finally {
      serving = null;
      await post().catch(() => {});
    }
  }
}

/** A run is what its coordinator says only where prompts and texts, through this worker's own model, give the same hashes. */
function differencesFrom(checkpoint: Checkpoint, offer: RunOffer, data: AuditData): string[] {
  const subject = describeSubject(checkpoint, data, offer.options);
  // The same model may have another name here.
  const own = { ...subject, model: { ...subject.model, name: offer.model } };
  const differences = differencesOf(offer.subject, JSON.parse(JSON.stringify(own)), 'subject');
  return differences.slice(0, NAMED).map((difference) => `prompts or template differ (${difference})`);
}

async function servedCounts(board: QueueBoard): Promise<(run: string) => number> {
  const cards = await board.workers();
  return (run) => cards.filter(({ serving }) => serving === run).length;
}

/** Of runs that fit, the one with the fewest workers, then the oldest. */
async function leastServed(board: QueueBoard, offers: readonly RunOffer[]): Promise<RunOffer | undefined> {
  if (offers.length < 2) return offers[0];
  const count = await servedCounts(board);
  return offers.toSorted((a, b) => count(a.run) - count(b.run) || a.startedAt.localeCompare(b.startedAt))[0];
}

async function hasNeedier(board: QueueBoard, own: RunOffer, card: WorkerCard): Promise<boolean> {
  const { offers } = await board.offers();
  const others = offers.filter((offer) => offer.run !== own.run && unfitReasons(offer, card).length === 0);
  const count = others.length > 0 ? await servedCounts(board) : () => 0;
  return others.some((offer) => count(offer.run) < count(own.run));
}
