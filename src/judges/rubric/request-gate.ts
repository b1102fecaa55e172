import type { Clock } from './clock.ts';

/** Lets requests start no faster than a rate, and none before a pause that the endpoint asked for has ended. */
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
      // The place may have moved when the wait is over: another caller took it, or a pause came.
      await this.#clock.sleep(place - now, signal);
    }
  }

  /** Nobody starts within so many milliseconds. */
  pause(milliseconds: number): void {
    this.#next = Math.max(this.#next, this.#clock.now() + milliseconds);
  }
}
