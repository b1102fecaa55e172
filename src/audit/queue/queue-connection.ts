import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { QueueAddress } from './queue-address.ts';
import { QueueError } from './queue-error.ts';
import { loadQueueLibrary, type QueueLibrary } from './queue-library.ts';

/** How long a server that does not answer yet is waited for at the start. */
const FIRST_MS = 5_000;
/** How long a connection that broke may stay away. */
const DEFAULT_PATIENCE_MS = 60_000;
const PING_MS = 5_000;
const RETRY_MS = 250;
const MOST_RETRY_MS = 3_000;

/**
 * A connection to Redis or Valkey that comes back by itself; after `patienceMs` without an answer {@link lost} is aborted
 * with a {@link QueueError}.
 */
export class QueueConnection {
  readonly address: QueueAddress;
  readonly library: QueueLibrary;
  readonly client: Redis;
  /** Aborted where the server has been away for too long. */
  readonly lost: AbortSignal;
  readonly #lost = new AbortController();
  readonly #patience: number;
  readonly #watch: NodeJS.Timeout;
  #answeredAt = Date.now();
  #lastError = '';

  private constructor(address: QueueAddress, library: QueueLibrary, client: Redis, patience: number) {
    this.address = address;
    this.library = library;
    this.client = client;
    this.lost = this.#lost.signal;
    this.#patience = patience;
    client.on('error', (error: Error) => {
      this.#lastError = error.message;
    });
    this.#watch = setInterval(() => void this.#check(), Math.min(PING_MS, patience / 4));
  }

  /**
   * Connects, waiting a few seconds for a server that is only starting. Throws {@link InvalidInputError} where user or password
   * are refused, {@link QueueError} where nothing answers or the optional packages are missing.
   */
  static async open(
    address: QueueAddress,
    options: { readonly patienceMs?: number; readonly firstMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<QueueConnection> {
    const library = await loadQueueLibrary();
    const until = Date.now() + (options.firstMs ?? FIRST_MS);
    for (;;) {
      options.signal?.throwIfAborted();
      let failure = '';
      let broken = false;
      const client = new library.ioredis.Redis(address.url, {
        lazyConnect: true,
        // BullMQ wants commands to wait for a connection that is coming back.
        maxRetriesPerRequest: null,
        connectTimeout: FIRST_MS,
        retryStrategy: (times) => (broken ? null : Math.min(times * RETRY_MS, MOST_RETRY_MS)),
      });
      client.on('error', (error: Error) => {
        failure = error.message;
      });
      try {
        await client.connect();
        await client.ping();
        return new QueueConnection(address, library, client, options.patienceMs ?? DEFAULT_PATIENCE_MS);
      } catch (error) {
        broken = true;
        client.disconnect();
        const problem = failure || (error as Error).message;
        if (/WRONGPASS|NOAUTH|NOPERM|AUTH/.test(problem))
          throw new InvalidInputError(
            address.shown,
            `refuses the connection (${problem.split(/\s/)[0]})`,
            'Give user and password in the address, or the password in REFUSAL_LAB_QUEUE_PASSWORD.',
          );
        // Only a server that is starting is worth waiting for.
        const untrusted = /certificate|altnames/i.test(problem);
        if (untrusted || Date.now() >= until)
          throw new QueueError(address.shown, `cannot be reached (${problem})`, {
            remedy: untrusted
              ? 'Give the certificate of the authority that signed the server’s in NODE_EXTRA_CA_CERTS=ca.pem, and call the server by a name that its certificate has.'
              : 'Start Redis or Valkey there, or correct the address (rediss:// where the server wants TLS).',
            exitCode: 2,
            cause: error,
          });
        await pause(RETRY_MS);
      }
    }
  }

  /** Waits for what the server does, but not longer than until it is lost or `signal` is aborted; rejects with the reason. */
  async answered<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
    // What is given up is heard by nobody, also where it is given up before it was waited for.
    work.catch(() => {});
    const stop = signal ? AbortSignal.any([this.lost, signal]) : this.lost;
    stop.throwIfAborted();
    let listener: (() => void) | undefined;
    const stopped = new Promise<never>((_, reject) => {
      listener = () => reject(stop.reason);
      stop.addEventListener('abort', listener, { once: true });
    });
    try {
      return await Promise.race([work, stopped]);
    } finally {
      stop.removeEventListener('abort', listener!);
    }
  }

  close(): void {
    clearInterval(this.#watch);
    this.client.disconnect();
  }

  /** A half-open connection breaks nothing, so it is asked now and then. */
  async #check(): Promise<void> {
    const answer = this.client.ping().then(
      () => true,
      () => false,
    );
    if (await Promise.race([answer, pause(PING_MS, false)])) this.#answeredAt = Date.now();
    else if (this.client.status === 'ready') this.client.disconnect(true);
    if (this.lost.aborted || Date.now() - this.#answeredAt < this.#patience) return;
    clearInterval(this.#watch);
    this.#lost.abort(
      new QueueError(
        this.address.shown,
        `has not answered for ${Math.round(this.#patience / 1000)} s (${this.#lastError || 'no error'})`,
        {
          remedy:
            'Finished units are kept: start the server again, then the same command, and it goes on from there.',
        },
      ),
    );
    this.client.disconnect();
  }
}
