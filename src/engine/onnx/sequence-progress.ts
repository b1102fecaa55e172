/** Adds up how many sequences of a request are done, and tells. */
export class SequenceProgress {
  readonly #tell: ((done: number) => void) | undefined;
  #done: number;

  constructor(tell: ((done: number) => void) | undefined, done = 0) {
    this.#tell = tell;
    this.#done = done;
  }

  add(sequences: number): void {
    this.#done += sequences;
    this.#tell?.(this.#done);
  }
}
