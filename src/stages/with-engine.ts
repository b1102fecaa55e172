import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Engine } from '../engine/engine.ts';
import { WorkerEngine } from '../engine/worker/worker-engine.ts';

/** Opens a model, hands it to `use` and disposes of it whatever happens. Rejects with the signal's reason if it is aborted. */
export async function withEngine<Result>(
  checkpoint: Checkpoint,
  options: { readonly threads?: number; readonly signal: AbortSignal },
  use: (engine: Engine) => Promise<Result>,
): Promise<Result> {
  const { threads, signal } = options;
  signal.throwIfAborted();
  const engine = await WorkerEngine.open(checkpoint, threads === undefined ? {} : { threads });
  try {
    signal.throwIfAborted();
    return await use(engine);
  } finally {
    await engine.dispose();
  }
}
