import { z } from 'zod';
import { ModelConfigError } from './model-config-error.ts';

const size = z.int().positive();
const tokenId = z.int().nullish();

/** The fields of a transformers config.json that change what the model computes; others are ignored. */
const configSchema = z.looseObject({
  architectures: z.array(z.string()).nonempty(),
  model_type: z.string().nullish(),
  num_hidden_layers: size,
  hidden_size: size,
  num_attention_heads: size,
  num_key_value_heads: size.nullish(),
  head_dim: size.nullish(),
  intermediate_size: size,
  vocab_size: size,
  max_position_embeddings: size,
  original_max_position_embeddings: size.nullish(),
  rms_norm_eps: z.number().positive(),
  hidden_act: z.string().nullish(),
  hidden_activation: z.string().nullish(),
  tie_word_embeddings: z.boolean().nullish(),
  attention_bias: z.boolean().nullish(),
  mlp_bias: z.boolean().nullish(),
  partial_rotary_factor: z.number().nullish(),
  sliding_window: size.nullish(),
  use_sliding_window: z.boolean().nullish(),
  max_window_layers: z.int().nonnegative().nullish(),
  layer_types: z.array(z.string()).nullish(),
  sliding_window_pattern: size.nullish(),
  no_rope_layers: z.array(z.int()).nullish(),
  no_rope_layer_interval: size.nullish(),
  query_pre_attn_scalar: z.number().positive().nullish(),
  attn_logit_softcapping: z.number().positive().nullish(),
  final_logit_softcapping: z.number().positive().nullish(),
  use_bidirectional_attention: z.boolean().nullish(),
  embedding_multiplier: z.number().nullish(),
  residual_multiplier: z.number().nullish(),
  attention_multiplier: z.number().nullish(),
  logits_scaling: z.number().nullish(),
  quantization_config: z.looseObject({ quant_method: z.string().nullish() }).nullish(),
  rope_theta: z.number().positive().nullish(),
  rope_local_base_freq: z.number().positive().nullish(),
  rope_scaling: z.record(z.string(), z.unknown()).nullish(),
  rope_parameters: z.record(z.string(), z.unknown()).nullish(),
  bos_token_id: tokenId,
  pad_token_id: tokenId,
  eos_token_id: z.union([z.int(), z.array(z.int())]).nullish(),
});

export type ConfigJson = z.infer<typeof configSchema>;

/** Checks types; throws {@link ModelConfigError} naming `file` and the first field at fault. */
export function parseConfigJson(json: unknown, file: string): ConfigJson {
  return parseFields(configSchema, json, file);
}

/** Parses `json`, a value found at `path` of `file`; throws {@link ModelConfigError} naming the first field at fault. */
export function parseFields<T>(schema: z.ZodType<T>, json: unknown, file: string, path = ''): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = [...(path ? [path] : []), ...issue.path.map(String)].join('.');
  const value = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    json,
  );
  const problem =
    value === undefined ? 'is missing' : `is ${JSON.stringify(value)?.slice(0, 80)}: ${issue.message}`;
  throw new ModelConfigError(file, field, problem);
}
