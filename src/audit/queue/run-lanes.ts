import type { Queue, QueueEvents } from 'bullmq';
import type { Job } from './job.ts';
import { laneName } from './lane.ts';
import type { QueueConnection } from './queue-connection.ts';

/** Times that a unit is tried where a worker fails for reasons of its own (memory, disk). */
const ATTEMPTS = 3;
/** Events wake the coordinator and are worth nothing afterwards. */
const EVENTS = 100;
/** Keys looked at in one go. */
const SCANNED = 500;

interface Lane {
  readonly queue: Queue;
  readonly events: QueueEvents;
}

/** A job that has ended: with what a worker answered, or why it failed. */
export interface EndedJob {
  readonly id: string;
  readonly answer?: unknown;
  readonly failure?: string;
}

/** The coordinator's side of a run's queues. */
export class RunLanes {
  readonly #connection: QueueConnection;
  readonly #run: string;
  readonly #onEvent: () => void;
  readonly #lanes = new Map<string, Lane>();

  /** `onEvent` hears that some job has ended; it may come late or never, so ask for {@link ended} now and then. */
  constructor(connection: QueueConnection, run: string, onEvent: () => void) {
    this.#connection = connection;
    this.#run = run;
    this.#onEvent = onEvent;
  }

  /** A job that is there already is not added again. */
  async add(id: string, name: string, job: Job, judge: string | undefined): Promise<void> {
    const { queue } = await this.#lane(judge);
    await queue.add(name, job, { jobId: id, attempts: ATTEMPTS });
  }

  /** Jobs that ended in any lane opened so far and have not been taken. */
  async ended(): Promise<EndedJob[]> {
    const queues = [...this.#lanes.values()].map(({ queue }) => queue);
    const inState = async (state: 'completed' | 'failed') =>
      // A job may go between its listing and its reading.
      (await Promise.all(queues.map((queue) => queue.getJobs([state])))).flat().filter((job) => job?.id);
    // A job that was done at its second try still says why its first one failed: its state counts.
    return [
      ...(await inState('completed')).map(({ id, returnvalue }) => ({ id: id!, answer: returnvalue })),
      ...(await inState('failed')).map(({ id, failedReason }) => ({ id: id!, failure: failedReason })),
    ];
  }

  /** Takes an ended job off its queue. */
  async take(id: string): Promise<void> {
    for (const { queue } of this.#lanes.values()) await queue.remove(id);
  }

  /** Opens the lane of units, for jobs that an earlier coordinator left. */
  async open(): Promise<void> {
    await this.#lane(undefined);
  }

  /** Removes every job and all else that is kept of the run's lanes, whoever opened them. */
  async clear(): Promise<void> {
    // First so that no worker takes a job whose data are going.
    for (const { queue } of this.#lanes.values()) await queue.obliterate({ force: true });
    const { client, address } = this.#connection;
    const match = `${address.prefix}:${this.#run}*`;
    let cursor = '0';
    do {
      const [next, keys] = await client.scan(cursor, 'MATCH', match, 'COUNT', SCANNED);
      if (keys.length > 0) await client.unlink(...keys);
      cursor = next;
    } while (cursor !== '0');
  }

  async close(): Promise<void> {
    for (const { queue, events } of this.#lanes.values()) {
      await events.close();
      await queue.close();
    }
    this.#lanes.clear();
  }

  async #lane(judge: string | undefined): Promise<Lane> {
    const name = laneName(this.#run, judge);
    const known = this.#lanes.get(name);
    if (known) return known;
    const { bullmq } = this.#connection.library;
    const { client: connection, address } = this.#connection;
    const { prefix } = address;
    const queue = new bullmq.Queue(name, { connection, prefix, streams: { events: { maxLen: EVENTS } } });
    const events = new bullmq.QueueEvents(name, { connection, prefix });
    // What goes wrong with the connection is the connection's to tell.
    queue.on('error', () => {});
    events.on('error', () => {});
    events.on('completed', this.#onEvent);
    events.on('failed', this.#onEvent);
    const lane = { queue, events };
    this.#lanes.set(name, lane);
    return lane;
  }
}
