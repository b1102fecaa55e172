import { availableParallelism } from 'node:os';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { PreparationOptions } from '../../checkpoint/precision/prepare-quantised-weights.ts';
import { describeSize } from '../memory/describe-size.ts';
import { sizeEngine } from '../memory/size-engine.ts';
import { checkPrecision } from '../onnx/check-precision.ts';
import { isSmallModel, type OnnxEngineOptions } from '../onnx/onnx-engine.ts';
import { EnginePool } from './engine-pool.ts';
import { preparedWeights } from './prepared-weights.ts';
import { WorkerEngine } from './worker-engine.ts';

/** More engines than this share too little work to pay for their memory. */
const MOST_WORKERS = 8;

/** A core each for small models, else one engine with every core. */
export function defaultWorkers(checkpoint: Checkpoint): number {
  return isSmallModel(checkpoint) ? Math.min(availableParallelism(), MOST_WORKERS) : 1;
}

/**
 * Engines for a batch of work: one a core with a single thread each where the model is small, one with every core
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
  const workers = options.workers ?? defaultWorkers(checkpoint);
  const { engine, memory, preparation } = options;
  checkPrecision(checkpoint.precision, engine?.provider ?? 'cpu');
  const size = sizeEngine(checkpoint, { engines: workers, memory, provider: engine?.provider });
  if (size) preparation?.onNote?.(describeSize(checkpoint.name, size));
  const weights = await preparedWeights(checkpoint, engine ?? {}, preparation ?? {});
  const opened = await Promise.allSettled(
    Array.from({ length: workers }, () =>
      WorkerEngine.open(checkpoint, { ...size?.settings, ...engine, ...weights }),
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
