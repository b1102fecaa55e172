import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { Engine } from '../engine.ts';

/**
 * Several engines over one model and a queue of tasks. A small model runs fastest as one single-threaded engine per
 * core; rows do not depend on batch or threads, so results do not depend on which engine took a task.
 */
export class EnginePool {
  readonly #engines: readonly Engine[];

  /** Throws {@link InvalidInputError} if `engines` is empty: tasks would be lost silently. */
  constructor(engines: readonly Engine[]) {
    if (engines.length === 0) throw new InvalidInputError('engine pool', 'has no engine');
    this.#engines = engines;
  }

  get size(): number {
    return this.#engines.length;
  }

  /** All engines, for callers with their own queue. */
  get engines(): readonly Engine[] {
    return this.#engines;
  }

  /** The first engine, for work outside the queue. */
  get first(): Engine {
    return this.#engines[0];
  }

  /**
   * Runs every task once, results in task order. The first failure stops further tasks from starting and is thrown
   * after the running ones have ended.
   */
  async map<Task, Result>(
    tasks: readonly Task[],
    run: (engine: Engine, task: Task) => Promise<Result>,
    onDone?: (task: Task) => void,
  ): Promise<Result[]> {
    const results: Result[] = new Array(tasks.length);
    let next = 0;
    let failure: { readonly error: unknown } | undefined;
    await Promise.all(
      this.#engines.map(async (engine) => {
        while (next < tasks.length && !failure) {
          const index = next++;
          try {
            results[index] = await run(engine, tasks[index]);
            onDone?.(tasks[index]);
          } catch (error) {
            failure ??= { error };
          }
        }
      }),
    );
    if (failure) throw failure.error;
    return results;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#engines.map((engine) => engine.dispose()));
  }
}
