import type { ModelConfig } from './model-config.ts';
import type { TensorIndex, TensorLocation } from './weight-locations.ts';

/** Reads `length` bytes of a weight from its byte `from`. */
export type ReadWeight = (weight: TensorLocation, from: number, length: number) => Uint8Array;

const CHUNK_BYTES = 2 ** 22;

/**
 * The config that matches the weights: where config.json ties the head to the embedding and the file holds a head that differs from
 * it (a fine-tune that trained the head), the model has the file's head, as transformers has it. Returns `config` itself otherwise.
 * Reads both matrices up to their first difference, or nothing if the file holds only one of them.
 */
export function withHeadOfFile(config: ModelConfig, tensors: TensorIndex, read: ReadWeight): ModelConfig {
  const [embedding, head] = [tensors.get('model.embed_tokens.weight'), tensors.get('lm_head.weight')];
  if (!config.tieWordEmbeddings || !embedding || !head || isSame(embedding, head, read)) return config;
  return { ...config, tieWordEmbeddings: false, headOfFile: true };
}

/** A head of another dtype or shape counts as different: the file's head is right even where the values agree. */
function isSame(one: TensorLocation, other: TensorLocation, read: ReadWeight): boolean {
  if (one.dtype !== other.dtype || one.byteLength !== other.byteLength) return false;
  for (let from = 0; from < one.byteLength; from += CHUNK_BYTES) {
    const length = Math.min(CHUNK_BYTES, one.byteLength - from);
    const [bytes, others] = [read(one, from, length), read(other, from, length)];
    for (let i = 0; i < length; i++) if (bytes[i] !== others[i]) return false;
  }
  return true;
}
