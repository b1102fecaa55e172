/** Lets any number through side by side, or one alone: who wants to be alone waits for those inside, and later ones for it. */
export class Turnstile {
  #alone: Promise<unknown> = Promise.resolve();
  readonly #inside = new Set<Promise<unknown>>();

  async together<T>(work: () => Promise<T>): Promise<T> {
    // Someone else may have got in alone while this one waited.
    for (let seen: unknown; seen !== this.#alone; ) await (seen = this.#alone);
    const running = work();
    const settled = running.then(ignore, ignore);
    this.#inside.add(settled);
    void settled.then(() => this.#inside.delete(settled));
    return running;
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#alone;
    const running = (async () => {
      await before;
      await Promise.all(this.#inside);
      return work();
    })();
    this.#alone = running.then(ignore, ignore);
    return running;
  }
}

const ignore = (): void => {};
