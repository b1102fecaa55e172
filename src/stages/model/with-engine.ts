import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Engine } from '../../engine/engine.ts';
import type { SizedEngine } from '../../engine/memory/size-engine.ts';
import { type OpenEngineOptions, openEngine } from './open-engine.ts';

/** Opens an engine, passes it to `use` and disposes of it in every case. Rejects like {@link openEngine}. */
export async function withEngine<Result>(
  checkpoint: Checkpoint,
  options: OpenEngineOptions,
  use: (engine: Engine, size: SizedEngine | undefined) => Promise<Result>,
): Promise<Result> {
  const { engine, size } = await openEngine(checkpoint, options);
  try {
    options.signal?.throwIfAborted();
    return await use(engine, size);
  } finally {
    await engine.dispose();
  }
}
