import type { EnginePool } from '../../engine/worker/engine-pool.ts';

/** The place of a worker's model in memory: taken when it is first needed, and again after a judge has had it. */
export class ModelSeat {
  readonly #open: () => Promise<EnginePool>;
  #pool: Promise<EnginePool> | undefined;

  constructor(open: () => Promise<EnginePool>) {
    this.#open = open;
  }

  pool(): Promise<EnginePool> {
    this.#pool ??= this.#open();
    return this.#pool;
  }

  /** Frees the model, if it is there; it may have been freed by others. */
  async leave(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await (await pool)?.dispose();
  }
}
