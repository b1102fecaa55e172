import { availableParallelism } from 'node:os';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { PreparationOptions } from '../../checkpoint/precision/prepare-quantised-weights.ts';
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
 * otherwise (two sessions of a large model would hold its weights twice).
 */
export async function openEnginePool(
  checkpoint: Checkpoint,
  options: {
    readonly workers?: number;
    readonly engine?: OnnxEngineOptions;
    readonly preparation?: PreparationOptions;
  } = {},
): Promise<EnginePool> {
  const workers = options.workers ?? defaultWorkers(checkpoint);
  const weights = await preparedWeights(checkpoint, options.engine ?? {}, options.preparation ?? {});
  const opened = await Promise.allSettled(
    Array.from({ length: workers }, () => WorkerEngine.open(checkpoint, { ...options.engine, ...weights })),
  );
  const engines = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = opened.find((result) => result.status === 'rejected');
  if (failed) {
    await Promise.all(engines.map((engine) => engine.dispose()));
    throw failed.reason;
  }
  return new EnginePool(engines);
}
