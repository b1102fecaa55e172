import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { PreparationOptions } from '../checkpoint/precision/prepare-quantised-weights.ts';
import type { EnginePlace } from './engine-place.ts';
import type { EngineRequest } from './engine-request.ts';
import { TransformersEngine } from './transformers/transformers-engine.ts';
import { EnginePool } from './worker/engine-pool.ts';
import { openEnginePool } from './worker/open-engine-pool.ts';

/**
 * Engines for a batch of work at a place. Rejects like `openEnginePool`, or like `TransformersEngine.open`; engines that had opened are
 * then freed.
 */
export async function openPool(
  checkpoint: Checkpoint,
  place: EnginePlace,
  {
    memory,
    threads,
    workers,
    preparation,
  }: Pick<EngineRequest, 'memory' | 'threads' | 'workers'> & { readonly preparation?: PreparationOptions },
): Promise<EnginePool> {
  // An engine's own default would be lost to an undefined one.
  const own = threads === undefined ? {} : { threads };
  if (place.engine === 'onnx')
    return openEnginePool(checkpoint, {
      workers,
      engine: { provider: place.provider, ...own },
      memory,
      preparation,
    });
  const opened = await Promise.allSettled(
    Array.from({ length: workers ?? 1 }, () =>
      TransformersEngine.open(checkpoint, { ...place.options, ...own }, preparation?.signal),
    ),
  );
  const engines = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = opened.find((result) => result.status === 'rejected');
  if (failed) {
    await Promise.all(engines.map((engine) => engine.dispose()));
    throw failed.reason;
  }
  return new EnginePool(engines);
}
