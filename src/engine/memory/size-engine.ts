import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { isSmallModel } from '../onnx/onnx-engine.ts';
import type { Provider } from '../onnx/provider.ts';
import { availableMemory } from './available-memory.ts';
import { fitMemory, type MemoryFit } from './fit-memory.ts';

/** Share of the machine's memory that is left to other processes. */
const SYSTEM_MARGIN = 0.08;
/** Share of a bound that the caller sets. Plans come out slightly above measured use (docs/performance.md). */
const BOUND_MARGIN = 0.02;

export interface SizeRequest {
  /** Engines that hold the weights once each; default 1. */
  readonly engines?: number;
  /** Set if only captures in the first this many blocks are needed; default: anything. */
  readonly captureBlocks?: number | undefined;
  /** Bytes that may be used at most; default what is available. */
  readonly memory?: number | undefined;
  readonly provider?: Provider | undefined;
  /** Bytes that something else in this process takes meanwhile; default 0. */
  readonly beside?: number;
}

export interface SizedEngine extends MemoryFit {
  /** Bytes of the budget. */
  readonly available: number;
}

/**
 * Settings that keep a large model's engines within memory; undefined for small models, and where another provider than the
 * CPU holds the weights. Throws {@link NotEnoughMemoryError} before a weight is read.
 */
export function sizeEngine(
  checkpoint: Checkpoint,
  { engines = 1, captureBlocks, memory, provider = 'cpu', beside = 0 }: SizeRequest = {},
): SizedEngine | undefined {
  if (isSmallModel(checkpoint) || provider !== 'cpu') return undefined;
  const found = Math.max(0, availableMemory() - beside);
  const bound = Math.max(0, (memory ?? Number.POSITIVE_INFINITY) - beside);
  const available = Math.min(found, bound);
  const usable = Math.min(found * (1 - SYSTEM_MARGIN), bound * (1 - BOUND_MARGIN));
  const { name, config, precision } = checkpoint;
  return { available, ...fitMemory({ name, config, precision, available, usable, engines, captureBlocks }) };
}
