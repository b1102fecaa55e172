import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { PreparationOptions } from '../../checkpoint/precision/prepare-quantised-weights.ts';
import type { Engine } from '../../engine/engine.ts';
import type { EngineRequest } from '../../engine/engine-request.ts';
import { describeSize } from '../../engine/memory/describe-size.ts';
import { type SizedEngine, sizeEngine } from '../../engine/memory/size-engine.ts';
import { resolveProvider } from '../../engine/onnx/resolve-provider.ts';
import { settingsFor } from '../../engine/transformers/settings-for.ts';
import { TransformersEngine } from '../../engine/transformers/transformers-engine.ts';
import { WorkerEngine } from '../../engine/worker/worker-engine.ts';

export interface OpenEngineOptions extends Omit<EngineRequest, 'precision' | 'workers'> {
  readonly signal?: AbortSignal;
  /**
   * Set if only captures in the first this many blocks are needed: the others of a large model are not loaded, and if those are larger
   * than memory they are loaded a group at a time.
   */
  readonly captureBlocks?: number;
  /** Progress of quantising the weights. */
  readonly preparation?: PreparationOptions;
}

/** An engine and its fit into memory; undefined if no fitting was needed. */
export interface OpenedEngine {
  readonly engine: Engine;
  readonly size: SizedEngine | undefined;
}

/**
 * Opens an engine in a worker thread, or in a Python process. Rejects with the signal's reason if aborted, with `ProviderError` or
 * `PrecisionError` if the execution provider cannot be used, with `NotEnoughMemoryError` if the model does not fit:
 * all before a weight is read. Rejects like `TransformersEngine.open` with `engine: transformers`.
 */
export async function openEngine(
  checkpoint: Checkpoint,
  options: OpenEngineOptions = {},
): Promise<OpenedEngine> {
  const { threads, signal, memory, captureBlocks, preparation } = options;
  signal?.throwIfAborted();
  if (options.engine === 'transformers') {
    const engine = await TransformersEngine.open(checkpoint, settingsFor(checkpoint, options), signal);
    return { engine, size: undefined };
  }
  const provider = await resolveProvider(options.provider ?? 'cpu', { precision: checkpoint.precision });
  const size = sizeEngine(checkpoint, { memory, captureBlocks, provider });
  if (size) preparation?.onNote?.(describeSize(checkpoint.name, size));
  const engine = await WorkerEngine.open(
    checkpoint,
    {
      ...(captureBlocks ? { captureBlocks } : {}),
      ...size?.settings,
      ...(threads === undefined ? {} : { threads }),
      provider,
    },
    { ...preparation, signal },
  );
  return { engine, size };
}
