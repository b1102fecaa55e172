import { availableParallelism } from 'node:os';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { PreparationOptions } from '../../checkpoint/precision/prepare-quantised-weights.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { availableMemory } from '../memory/available-memory.ts';
import { describeSize } from '../memory/describe-size.ts';
import { graphMemory } from '../memory/graph-memory.ts';
import { sizeEngine } from '../memory/size-engine.ts';
import { checkPrecision } from '../onnx/check-precision.ts';
import { isSmallModel, type OnnxEngineOptions } from '../onnx/onnx-engine.ts';
import type { Provider } from '../onnx/provider.ts';
import { EnginePool } from './engine-pool.ts';
import { preparedWeights } from './prepared-weights.ts';
import { WorkerEngine } from './worker-engine.ts';

/** More engines than this would each have too little work to pay for their memory. */
const MOST_WORKERS = 8;

/**
 * Default number of engines of a pool: one per core for small models, else one with every core; one on a device. Several
 * under webgpu would interfere (onnxruntime 1.30 has one context per process). Throws {@link InvalidInputError} where more are
 * `wanted` there.
 */
export function countEngines(
  checkpoint: Checkpoint,
  {
    provider = 'cpu',
    wanted,
  }: { readonly provider?: Provider | undefined; readonly wanted?: number | undefined } = {},
): number {
  if (provider === 'webgpu' && (wanted ?? 1) > 1)
    throw new InvalidInputError(
      `${wanted} workers`,
      `share one device under provider ${provider}`,
      'Leave `workers` out.',
    );
  if (wanted !== undefined) return wanted;
  if (provider !== 'cpu') return 1;
  return isSmallModel(checkpoint) ? Math.min(availableParallelism(), MOST_WORKERS) : 1;
}

/**
 * Engines for a batch of work: one per core with a single thread each where the model is small, one with every core
 * otherwise (two sessions of a large model would hold its weights twice). Rejects with NotEnoughMemoryError before a weight is read.
 */
export async function openEnginePool(
  checkpoint: Checkpoint,
  options: {
    readonly workers?: number;
    readonly engine?: OnnxEngineOptions;
    readonly preparation?: PreparationOptions;
    /** Bytes that all engines together may use; default what is available. */
    readonly memory?: number | undefined;
  } = {},
): Promise<EnginePool> {
  const { engine, memory, preparation } = options;
  const workers = countEngines(checkpoint, { provider: engine?.provider, wanted: options.workers });
  checkPrecision(checkpoint.precision, engine?.provider ?? 'cpu');
  const size = sizeEngine(checkpoint, { engines: workers, memory, provider: engine?.provider });
  if (size) preparation?.onNote?.(describeSize(checkpoint.name, size));
  const weights = await preparedWeights(checkpoint, engine ?? {}, preparation ?? {});
  // On a device, graphs occupy the device's memory, whose size is unknown.
  const graphs =
    (engine?.provider ?? 'cpu') === 'cpu'
      ? {
          graphBytes: graphMemory(workers, Math.min(memory ?? Number.POSITIVE_INFINITY, availableMemory())),
        }
      : {};
  const opened = await Promise.allSettled(
    Array.from({ length: workers }, () =>
      WorkerEngine.open(checkpoint, { ...graphs, ...size?.settings, ...engine, ...weights }),
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
