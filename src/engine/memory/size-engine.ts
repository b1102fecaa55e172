import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { isSmallModel } from '../onnx/onnx-engine.ts';
import type { Provider } from '../onnx/provider.ts';
import { availableMemory } from './available-memory.ts';
import { fitMemory, type MemoryFit } from './fit-memory.ts';

export interface SizeRequest {
  /** Engines that hold the weights once each; default 1. */
  readonly engines?: number;
  /** Nothing but captures is asked for; default false. */
  readonly capturesOnly?: boolean;
  /** Bytes that may be used at most; default what is available. */
  readonly memory?: number | undefined;
  readonly provider?: Provider | undefined;
}

export interface SizedEngine extends MemoryFit {
  /** Bytes that it was fitted into. */
  readonly available: number;
}

/**
 * What a large model's engines are told so that they stay within memory; undefined for small models, and where another provider than the
 * CPU holds the weights. Throws {@link NotEnoughMemoryError} before a weight is read.
 */
export function sizeEngine(
  checkpoint: Checkpoint,
  { engines = 1, capturesOnly = false, memory, provider = 'cpu' }: SizeRequest = {},
): SizedEngine | undefined {
  if (isSmallModel(checkpoint) || provider !== 'cpu') return undefined;
  const available = Math.min(availableMemory(), memory ?? Number.POSITIVE_INFINITY);
  const { name, config, precision } = checkpoint;
  return { available, ...fitMemory({ name, config, precision, available, engines, capturesOnly }) };
}
