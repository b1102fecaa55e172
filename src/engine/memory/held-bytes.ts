import { expectedTensors } from '../../checkpoint/expected-tensors.ts';
import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { blockBytes, blocksOf } from '../../checkpoint/precision/block-size.ts';
import type { Precision } from '../../checkpoint/precision/precision.ts';
import { bitsOf, headWeight, isQuantised } from '../../checkpoint/precision/quantised-layout.ts';
import { SLICE_ELEMENTS } from '../onnx/weight-nodes.ts';

const FLOAT32_BYTES = 4;
const FLOAT16_BYTES = 2;
/** Bytes that products with integer inputs add per block: its scale, and the sum that corrects for the inputs' zero point. */
const BLOCK_FLOATS = 2;

/** Bytes of a model's weights as a session holds them. */
export interface HeldBytes {
  /** The same for every block. */
  readonly layer: number;
  /** Final norm and the matrix that ends in logits. */
  readonly head: number;
  /** The largest single matrix: packing it for products takes another copy for a moment. */
  readonly largest: number;
}

/**
 * From the configuration alone, in the precision that the model is run in. The embedding is not among them: its rows are looked up in the
 * checkpoint's file, whose pages the system can drop.
 */
export function heldBytes(config: ModelConfig, precision: Precision): HeldBytes {
  const head = headWeight(config);
  const held = { layer: 0, head: 0, largest: 0 };
  for (const { name, shape } of expectedTensors({ ...config, layers: 1 })) {
    if (name === 'model.embed_tokens.weight' && name !== head) continue;
    const [rows, columns = 1] = shape;
    const bits = isQuantised(precision) ? bitsOf(name, config, precision) : undefined;
    const row =
      bits === undefined
        ? (precision === 'f16' && shape.length > 1 ? FLOAT16_BYTES : FLOAT32_BYTES) * columns
        : blocksOf(columns) * (blockBytes(bits) + BLOCK_FLOATS * FLOAT32_BYTES);
    const bytes = rows * row;
    if (name.startsWith('model.layers.')) held.layer += bytes;
    else held.head += bytes;
    // A large head is loaded a slice at a time (`WeightNodes.linearInSlices`), other matrices whole.
    const loaded = name === head ? Math.min(bytes, Math.ceil(SLICE_ELEMENTS / columns) * row) : bytes;
    held.largest = Math.max(held.largest, loaded);
  }
  return held;
}
