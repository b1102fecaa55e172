import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { PreparationOptions } from '../../checkpoint/precision/prepare-quantised-weights.ts';
import type { Engine } from '../../engine/engine.ts';
import type { EngineRequest } from '../../engine/engine-request.ts';
import { LabError } from '../../errors/lab-error.ts';
import { type OpenedEngine, openEngine } from './open-engine.ts';

/** Requirements of a task on a model's engine. */
export interface EngineUse {
  /** Set for captures alone: the number of blocks up to the last site. The blocks after them and the head need not be loaded. */
  readonly captureBlocks?: number;
  /** Aborts the task, which rejects with the signal's reason; the model can be used again. */
  readonly signal?: AbortSignal;
}

/** The engine and settings passed to a task. */
export interface EngineAtWork {
  readonly engine: Engine;
  /** The engine loads a group of blocks at a time, as the model is larger than memory: loading dominates the cost. */
  readonly inGroups: boolean;
}

interface KeptEngine extends OpenedEngine {
  /** Undefined: the whole model. */
  readonly captureBlocks: number | undefined;
}

/**
 * A model as `openModel` gives it. Its weights are read when the first verb needs them and are kept for the next ones;
 * at most one engine is held at a time. Tasks run one after the other.
 */
export class Model {
  /** Configuration, tokenizer, chat template, names and shapes of the weights. */
  readonly checkpoint: Checkpoint;
  /** Settings for running it. */
  readonly request: EngineRequest;
  /** Listener to the preparation of its weights. */
  readonly preparation: PreparationOptions | undefined;
  #kept: KeptEngine | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(checkpoint: Checkpoint, request: EngineRequest = {}, preparation?: PreparationOptions) {
    this.checkpoint = checkpoint;
    this.request = request;
    this.preparation = preparation;
  }

  /** The name under which it was opened; for a model on the Hub `org/name`. */
  get name(): string {
    return this.checkpoint.name;
  }

  /**
   * Runs `task` on an engine, opening one first unless a suitable one is open. An engine whose task has failed
   * is not used again. Rejects like `openEngine` and the task, and with LabError once the model is closed.
   */
  withEngine<Result>(use: EngineUse, task: (at: EngineAtWork) => Promise<Result>): Promise<Result> {
    return this.#inTurn(async () => {
      if (this.#closed) throw new LabError(`${this.name}: the model is closed`, { exitCode: 1 });
      const { engine, size } = await this.#engineFor(use);
      try {
        use.signal?.throwIfAborted();
        return await task({ engine, inGroups: size?.settings.layersAtOnce !== undefined });
      } catch (error) {
        await this.#drop();
        throw error;
      }
    });
  }

  /** Frees the weights when running tasks have ended. Later verbs reject. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      this.#closed = true;
      await this.#drop();
    });
  }

  async #engineFor({ captureBlocks, signal }: EngineUse): Promise<KeptEngine> {
    if (this.#kept && serves(this.#kept, captureBlocks)) return this.#kept;
    // Two engines at once would hold the weights twice.
    await this.#drop();
    const { precision: _, workers: __, ...request } = this.request;
    const opened = await openEngine(this.checkpoint, {
      ...request,
      signal,
      captureBlocks,
      preparation: this.preparation,
    });
    // A Python process has the whole model whatever it was opened for.
    this.#kept = { ...opened, captureBlocks: request.engine === 'transformers' ? undefined : captureBlocks };
    return this.#kept;
  }

  async #drop(): Promise<void> {
    const kept = this.#kept;
    this.#kept = undefined;
    await kept?.engine.dispose();
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}

function serves({ captureBlocks: held }: KeptEngine, wanted: number | undefined): boolean {
  return held === undefined || (wanted !== undefined && wanted <= held);
}
