import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { PreparationOptions } from '../checkpoint/precision/prepare-quantised-weights.ts';
import type { Engine } from '../engine/engine.ts';
import { WorkerEngine } from '../engine/worker/worker-engine.ts';

/** Opens a model, hands it to `use` and disposes of it whatever happens. Rejects with the signal's reason if it is aborted. */
export async function withEngine<Result>(
  checkpoint: Checkpoint,
  options: {
    readonly threads?: number;
    readonly signal: AbortSignal;
    /** Of quantising the weights. */
    readonly preparation?: PreparationOptions;
  },
  use: (engine: Engine) => Promise<Result>,
): Promise<Result> {
  const { threads, signal, preparation } = options;
  signal.throwIfAborted();
  const engine = await WorkerEngine.open(checkpoint, threads === undefined ? {} : { threads }, {
    ...preparation,
    signal,
  });
  try {
    signal.throwIfAborted();
    return await use(engine);
  } finally {
    await engine.dispose();
  }
}
