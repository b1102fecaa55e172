import { z } from 'zod';
import { parseFields } from './config-json.ts';
import { plainDesign } from './decoder-design.ts';
import type { ModelConfig } from './model-config.ts';
import { ModelConfigError } from './model-config-error.ts';
import { quantisationOf } from './quantisation.ts';

const size = z.int().positive();

/** Fields by the names that config.json gives them, the most usual first. */
const NAMES = {
  layers: ['num_hidden_layers', 'n_layer', 'num_layers', 'n_layers'],
  hiddenSize: ['hidden_size', 'n_embd', 'd_model'],
  heads: ['num_attention_heads', 'n_head', 'num_heads', 'n_heads'],
  vocabularySize: ['vocab_size'],
} as const;
const POSITIONS = ['max_position_embeddings', 'n_positions', 'max_seq_len', 'max_sequence_length'] as const;
/** For models whose configuration names no limit. */
const DEFAULT_POSITIONS = 2048;

const anySchema = z.looseObject({
  architectures: z.array(z.string()).nonempty(),
  text_config: z.record(z.string(), z.unknown()).nullish(),
});
const fieldsSchema = z.looseObject({
  num_key_value_heads: size.nullish(),
  head_dim: size.nullish(),
  intermediate_size: size.nullish(),
  rms_norm_eps: z.number().positive().nullish(),
  rope_theta: z.number().positive().nullish(),
  tie_word_embeddings: z.boolean().nullish(),
  bos_token_id: z.int().nullish(),
  pad_token_id: z.int().nullish(),
  eos_token_id: z.union([z.int(), z.array(z.int())]).nullish(),
  quantization_config: z.unknown().optional(),
});

/**
 * Reads the config.json of any architecture, for an engine that computes by itself: sizes and special tokens are the file's; fields that
 * only the lab's own graph uses (`rope`, biases, head sizes) are what can be told without knowing the family, which is `other`. Throws
 * ModelConfigError where a size is missing.
 */
export function parseAnyConfig(json: unknown, file: string): ModelConfig {
  const whole = parseFields(anySchema, json, file);
  // Models of several kinds of input hold the language model's fields one level down.
  const fields: Record<string, unknown> = { ...whole, ...whole.text_config };
  const known = parseFields(fieldsSchema, fields, file);
  const sizeOf = (names: readonly string[], fallback?: number): number => {
    const name = names.find((each) => fields[each] !== undefined && fields[each] !== null);
    if (name === undefined && fallback !== undefined) return fallback;
    const found = size.safeParse(name === undefined ? undefined : fields[name]);
    if (found.success) return found.data;
    throw new ModelConfigError(file, name ?? names[0], name === undefined ? 'is missing' : 'is not a size');
  };
  const hiddenSize = sizeOf(NAMES.hiddenSize);
  const heads = sizeOf(NAMES.heads);
  const layers = sizeOf(NAMES.layers);
  const headDimension = known.head_dim ?? Math.floor(hiddenSize / heads);
  const rope = { type: 'default', theta: known.rope_theta ?? 10_000 } as const;
  const token = (key: string, id: number | null | undefined) =>
    typeof id === 'number' && id >= 0 ? { [key]: id } : {};
  const quantisation = quantisationOf(known.quantization_config);
  return {
    architecture: whole.architectures[0],
    family: 'other',
    layers,
    hiddenSize,
    heads,
    keyValueHeads: known.num_key_value_heads ?? heads,
    headDimension,
    intermediateSize: known.intermediate_size ?? 4 * hiddenSize,
    vocabularySize: sizeOf(NAMES.vocabularySize),
    maxPositions: sizeOf(POSITIONS, DEFAULT_POSITIONS),
    normEpsilon: known.rms_norm_eps ?? 1e-5,
    tieWordEmbeddings: known.tie_word_embeddings ?? false,
    attentionBias: 'none',
    rope,
    design: plainDesign(layers, headDimension, rope),
    ...token('bosTokenId', known.bos_token_id),
    ...token('padTokenId', known.pad_token_id),
    eosTokenIds: [known.eos_token_id ?? []].flat(),
    ...(quantisation === undefined ? {} : { quantisation }),
  };
}
