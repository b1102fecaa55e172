import { z } from 'zod';
import type { AuditData } from '../data/audit-data-types.ts';
import { decodeAuditData, encodeAuditData } from './audit-data-bytes.ts';
import type { QueueConnection } from './queue-connection.ts';
import { QueueError } from './queue-error.ts';
import { type QueueKeys, queueKeys } from './queue-keys.ts';
import { type RunOffer, runOfferSchema } from './run-offer.ts';
import { type WorkerCard, workerCardSchema } from './worker-card.ts';

/** How long a notice stays without being renewed: fits of large layers hold a process's main thread for some seconds. */
const NOTICE_SECONDS = 60;
/** How often it is renewed. */
export const RENEWAL_MS = 5_000;
/** How long jobs of a coordinator that died wait for one that goes on. */
const KEPT_SECONDS = 24 * 3600;

/** Where coordinators and workers that share a queue tell of themselves. Everything read from it is checked. */
export class QueueBoard {
  readonly #connection: QueueConnection;
  readonly #keys: QueueKeys;

  constructor(connection: QueueConnection) {
    this.#connection = connection;
    this.#keys = queueKeys(connection.address.prefix);
  }

  get #redis() {
    return this.#connection.client;
  }

  /** Posts a run or renews its notice. A run folder has one coordinator at a time, so the last one counts. */
  async postOffer(offer: RunOffer): Promise<void> {
    const { run } = offer;
    const text = JSON.stringify(offer);
    await this.#redis
      .multi()
      .sadd(this.#keys.runs, run)
      .set(this.#keys.offer(run), text, 'EX', NOTICE_SECONDS)
      .set(this.#keys.kept(run), '1', 'EX', KEPT_SECONDS)
      .expire(this.#keys.data(run), NOTICE_SECONDS)
      .exec();
  }

  async postData(run: string, data: AuditData): Promise<void> {
    await this.#redis.set(this.#keys.data(run), encodeAuditData(data), 'EX', NOTICE_SECONDS);
  }

  /** Undefined where the run is over. Throws {@link QueueError} on bytes that are no prompts. */
  async data(run: string): Promise<AuditData | undefined> {
    const bytes = await this.#redis.getBuffer(this.#keys.data(run));
    if (bytes === null) return undefined;
    try {
      return decodeAuditData(bytes);
    } catch (error) {
      const problem = error instanceof z.ZodError ? error.issues[0].path.join('.') : (error as Error).message;
      throw new QueueError(
        this.#connection.address.shown,
        `the prompts of run ${run} cannot be read (${problem})`,
        {
          cause: error,
        },
      );
    }
  }

  async withdraw(run: string): Promise<void> {
    const keys = this.#keys;
    await this.#redis
      .multi()
      .srem(keys.runs, run)
      .del(keys.offer(run), keys.data(run), keys.kept(run))
      .exec();
  }

  /** Whether a run's coordinator lives. */
  async isOffered(run: string): Promise<boolean> {
    return (await this.#redis.exists(this.#keys.offer(run))) === 1;
  }

  /** Whether a run's coordinator lives or has died without taking its run off the queue. */
  async isKnown(run: string): Promise<boolean> {
    return (await this.#redis.sismember(this.#keys.runs, run)) === 1;
  }

  /** Runs whose coordinator lives, and how many others there are that this version does not read. */
  async offers(): Promise<{ readonly offers: RunOffer[]; readonly unreadable: number }> {
    const { notices, unreadable } = await this.#read(this.#keys.runs, this.#keys.offer, runOfferSchema);
    return { offers: notices, unreadable };
  }

  /** Ids of runs whose coordinator died and whose jobs nobody has asked for since. */
  async abandoned(): Promise<string[]> {
    const runs = await this.#redis.smembers(this.#keys.runs);
    const found: string[] = [];
    for (const run of runs)
      if ((await this.#redis.exists(this.#keys.offer(run), this.#keys.kept(run))) === 0) found.push(run);
    return found;
  }

  async postWorker(card: WorkerCard): Promise<void> {
    await this.#redis
      .multi()
      .sadd(this.#keys.workers, card.id)
      .set(this.#keys.worker(card.id), JSON.stringify(card), 'EX', NOTICE_SECONDS)
      .exec();
  }

  async removeWorker(id: string): Promise<void> {
    await this.#redis.multi().srem(this.#keys.workers, id).del(this.#keys.worker(id)).exec();
  }

  /** Workers that live. */
  async workers(): Promise<WorkerCard[]> {
    const { notices, gone } = await this.#read(this.#keys.workers, this.#keys.worker, workerCardSchema);
    if (gone.length > 0) await this.#redis.srem(this.#keys.workers, ...gone);
    return notices;
  }

  async #read<T>(
    set: string,
    key: (id: string) => string,
    schema: z.ZodType<T>,
  ): Promise<{ readonly notices: T[]; readonly unreadable: number; readonly gone: string[] }> {
    const ids = (await this.#redis.smembers(set)).sort();
    const texts = ids.length > 0 ? await this.#redis.mget(ids.map(key)) : [];
    const notices: T[] = [];
    let unreadable = 0;
    for (const text of texts) {
      if (text === null) continue;
      const parsed = schema.safeParse(parseJson(text));
      if (parsed.success) notices.push(parsed.data);
      else unreadable++;
    }
    return { notices, unreadable, gone: ids.filter((_, i) => texts[i] === null) };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
