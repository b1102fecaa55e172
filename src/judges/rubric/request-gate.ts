import type { Clock } from './clock.ts';

/** Limits the rate at which requests start, and holds them back until a pause requested by the endpoint has ended. */
export class RequestGate {
  readonly #interval: number;
  readonly #clock: Clock;
  #next = 0;

  constructor(requestsPerMinute: number, clock: Clock) {
    this.#interval = 60_000 / requestsPerMinute;
    this.#clock = clock;
  }

  /** Resolves when the caller may start its request. Callers get consecutive places. */
  async enter(signal?: AbortSignal): Promise<void> {
    for (;;) {
      const now = this.#clock.now();
      const place = Math.max(now, this.#next);
      if (place <= now) {
        this.#next = place + this.#interval;
        return;
      }
      // After the wait the place may have moved: another caller took it, or a pause began.
      await this.#clock.sleep(place - now, signal);
    }
  }

  /** Lets nobody start within this many milliseconds. */
  pause(milliseconds: number): void {
    this.#next = Math.max(this.#next, this.#clock.now() + milliseconds);
  }
}
