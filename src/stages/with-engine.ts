import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Engine } from '../engine/engine.ts';
import type { ProviderChoice } from '../engine/onnx/provider.ts';
import { resolveProvider } from '../engine/onnx/resolve-provider.ts';
import { WorkerEngine } from '../engine/worker/worker-engine.ts';

/**
 * Opens a model, hands it to `use` and disposes of it whatever happens. Rejects with the signal's reason if it is aborted, with
 * `ProviderError` where the execution provider cannot be used.
 */
export async function withEngine<Result>(
  checkpoint: Checkpoint,
  options: {
    readonly threads?: number;
    readonly provider?: ProviderChoice;
    readonly signal: AbortSignal;
  },
  use: (engine: Engine) => Promise<Result>,
): Promise<Result> {
  const { threads, provider = 'cpu', signal } = options;
  signal.throwIfAborted();
  const engine = await WorkerEngine.open(checkpoint, {
    ...(threads === undefined ? {} : { threads }),
    provider: await resolveProvider(provider),
  });
  try {
    signal.throwIfAborted();
    return await use(engine);
  } finally {
    await engine.dispose();
  }
}
