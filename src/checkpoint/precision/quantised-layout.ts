import type { SafetensorsDtype } from '../../formats/safetensors-dtype.ts';
import { expectedTensors } from '../expected-tensors.ts';
import type { ModelConfig } from '../model-config.ts';
import type { TensorIndex } from '../weight-locations.ts';
import { blockBytes, blocksOf, type QuantisedBits } from './block-size.ts';
import type { Precision } from './precision.ts';

export type QuantisedPrecision = Extract<Precision, 'int8' | 'int4'>;

/** Whether weights of this precision are quantised to integers first. */
export function isQuantised(precision: Precision): precision is QuantisedPrecision {
  return precision === 'int8' || precision === 'int4';
}

/** A tensor of a quantised weights file. */
export interface QuantisedPart {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  /** Weight of the checkpoint that it is made from. */
  readonly source: string;
  /** Bits per integer; absent where the weight is copied as it is stored. Its scales follow in the file. */
  readonly bits?: QuantisedBits;
}

/** Name of the matrix that computes the logits. */
export function headWeight(config: ModelConfig): string {
  return config.tieWordEmbeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';
}

/** Bits of a matrix's integers; undefined where it is not quantised. The head keeps 8: int4 costs it most. */
export function bitsOf(
  name: string,
  config: ModelConfig,
  precision: QuantisedPrecision,
): QuantisedBits | undefined {
  if (name === headWeight(config)) return 8;
  return /_proj\.weight$/.test(name) ? (precision === 'int8' ? 8 : 4) : undefined;
}

/** Name of a matrix's integers in a quantised weights file. */
export const valuesName = (weight: string, bits: QuantisedBits): string => `${weight}.int${bits}`;
/** Name of their scales. */
export const scalesName = (weight: string): string => `${weight}.scales`;

/**
 * The tensors of a model's quantised weights file in order, from the checkpoint's headers alone: every matrix as integers with their
 * scales; then norms, biases and the embedding as the checkpoint stores them (its rows are looked up, not multiplied).
 */
export function quantisedLayout(
  { config, tensors }: { readonly config: ModelConfig; readonly tensors: TensorIndex },
  precision: QuantisedPrecision,
): QuantisedPart[] {
  const quantised: QuantisedPart[] = [];
  const copied: QuantisedPart[] = [];
  for (const { name, shape } of expectedTensors(config)) {
    const bits = bitsOf(name, config, precision);
    if (bits !== undefined) {
      const [rows, columns] = shape;
      const blocks = blocksOf(columns);
      quantised.push(
        {
          name: valuesName(name, bits),
          dtype: 'U8',
          shape: [rows, blocks, blockBytes(bits)],
          source: name,
          bits,
        },
        { name: scalesName(name), dtype: 'F32', shape: [rows, blocks], source: name },
      );
    }
    if (name !== 'lm_head.weight' && !/_proj\.weight$/.test(name))
      copied.push({ name, dtype: tensors.get(name)!.dtype, shape, source: name });
  }
  return [...quantised, ...copied];
}
