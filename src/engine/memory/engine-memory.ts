import type { ModelConfig } from '../../checkpoint/model-config.ts';
import type { Precision } from '../../checkpoint/precision/precision.ts';
import { heldBytes } from './held-bytes.ts';

/** Memory of a large model's engine by use, in bytes. */
export interface EngineMemory {
  readonly precision: Precision;
  /** Weights that are loaded at once: all of them, or those of a group of blocks. */
  readonly weights: number;
  /** Node, onnxruntime, and the copy of one matrix while it is packed. */
  readonly process: number;
  /** Values that one forward pass holds between its nodes. */
  readonly pass: number;
  /** Keys and values of completions; 0 where blocks are loaded in groups, which excludes completions. */
  readonly cache: number;
  readonly total: number;
}

/** Settings that keep an engine within a plan. */
export interface MemorySettings {
  /** Padded tokens of one forward pass. */
  readonly maxTokens: number;
  /** Most bytes of keys and values held for completions. */
  readonly cacheBytes: number;
  /** Only captures, in the first this many blocks: the other blocks and the head are not loaded. */
  readonly captureBlocks?: number;
  /** Blocks that are loaded at a time; absent: all, once. */
  readonly layersAtOnce?: number;
}

const FLOAT32_BYTES = 4;
const PROCESS_BYTES = 160 * 2 ** 20;
/** Arrays of a block's width and of its MLP's that a pass holds at its peak, onnxruntime's spare chunks with them: measured (docs/performance.md). */
const ARRAYS_PER_TOKEN = 20;

/** Keys and values of one token in all layers. */
export function cacheBytesPerToken({ layers, keyValueHeads, headDimension }: ModelConfig): number {
  return FLOAT32_BYTES * 2 * layers * keyValueHeads * headDimension;
}

function passBytesPerToken(config: ModelConfig): number {
  const { hiddenSize, intermediateSize } = config;
  // The new keys and values of all layers are held until they are joined, and then once more.
  return FLOAT32_BYTES * ARRAYS_PER_TOKEN * (hiddenSize + intermediateSize) + 2 * cacheBytesPerToken(config);
}

/** The memory of one engine with these settings, from the configuration alone. */
export function engineMemory(
  config: ModelConfig,
  precision: Precision,
  { maxTokens, cacheBytes, captureBlocks, layersAtOnce }: MemorySettings,
): EngineMemory {
  const held = heldBytes(config, precision);
  const blocks = layersAtOnce ?? captureBlocks ?? config.layers;
  const weights = held.layer * blocks + (layersAtOnce || captureBlocks ? 0 : held.head);
  const process = PROCESS_BYTES + held.largest;
  const pass = maxTokens * passBytesPerToken({ ...config, layers: blocks });
  const cache = layersAtOnce ? 0 : cacheBytes;
  return { precision, weights, process, pass, cache, total: weights + process + pass + cache };
}
