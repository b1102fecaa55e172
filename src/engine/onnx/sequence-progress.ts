/** Adds up how many sequences of a request are done, and tells. */
export class SequenceProgress {
  readonly #tell: ((done: number) => void) | undefined;
  #done: number;

  constructor(tell: ((done: number) => void) | undefined, done = 0) {
    this.#tell = tell;
    this.#done = done;
  }

  /** `underWay`: what sequences that are not done yet count for. */
  add(done: number, underWay = 0): void {
    this.#done += done;
    this.#tell?.(this.#done + underWay);
  }
}
