import type { ConfigJson } from './config-json.ts';
import type { DecoderDesign } from './decoder-design.ts';
import type { ModelFamily } from './model-family.ts';

type Layers = readonly ('full_attention' | 'sliding_attention')[];

/** What sets a family apart, as transformers' code and the defaults of its configuration have it. */
export interface FamilyTraits {
  /** `model_type` of config.json, where it is not the family's name. */
  readonly modelTypes?: readonly string[];
  /** What transformers takes for fields that config.json lacks; a field that is null is not replaced. */
  readonly defaults: Readonly<Partial<ConfigJson>>;
  /** Of the design, where it is not Llama's. */
  readonly design?: (config: ConfigJson) => Partial<DecoderDesign>;
  /** Biases of the attention's projections; default by `attention_bias`. */
  readonly attentionBias?: 'none' | 'qkv';
  /** Which layers see a window, where config.json has one; default none. */
  readonly windows?: (config: ConfigJson) => Layers;
  /** A rotary embedding of its own for layers with a window. */
  readonly localRope?: boolean;
  /** Layers whose queries and keys are not rotated; default none. */
  readonly unrotated?: (config: ConfigJson) => readonly boolean[];
  /** `partial_rotary_factor` is read; default: it must be 1. */
  readonly partialRotary?: boolean;
  /** q, k and v are one tensor, and so are gate and up. */
  readonly fused?: boolean;
  /** Field that names the activation; default hidden_act. */
  readonly activation?: 'hidden_activation';
}

const byLayer = <T>(config: ConfigJson, of: (layer: number) => T): T[] =>
  Array.from({ length: config.num_hidden_layers }, (_, layer) => of(layer));

/** `layer_types`, else by the rule. */
const typesOr = (config: ConfigJson, isFull: (layer: number) => boolean): Layers =>
  (config.layer_types as Layers | null | undefined) ??
  byLayer(config, (layer) => (isFull(layer) ? 'full_attention' : 'sliding_attention'));

const QWEN_WINDOWS = (config: ConfigJson): Layers =>
  config.use_sliding_window
    ? typesOr(config, (layer) => layer < (config.max_window_layers ?? config.num_hidden_layers))
    : byLayer(config, () => 'full_attention');

const everyLayer = (config: ConfigJson): Layers => byLayer(config, () => 'sliding_attention');

/** Shared by Gemma 2 and 3. */
const gemma = (config: ConfigJson): Partial<DecoderDesign> => ({
  norms: 'around',
  normOffset: 1,
  embeddingScale: Math.fround(Math.sqrt(config.hidden_size)),
  attentionScale: (config.query_pre_attn_scalar ?? 256) ** -0.5,
  ...(config.final_logit_softcapping ? { logitCap: config.final_logit_softcapping } : {}),
});

const OLMO: Partial<DecoderDesign> = { norms: 'behind', queryKeyNorm: 'projection' };

/** One row per family. */
export const FAMILIES: Readonly<Record<ModelFamily, FamilyTraits>> = {
  llama: { defaults: {} },
  mistral: {
    defaults: { num_key_value_heads: 8, sliding_window: 4096 },
    attentionBias: 'none',
    windows: (config) => typesOr(config, () => false),
  },
  qwen2: {
    defaults: { num_key_value_heads: 32, sliding_window: 4096, max_window_layers: 28 },
    attentionBias: 'qkv',
    windows: QWEN_WINDOWS,
  },
  qwen3: {
    defaults: { num_key_value_heads: 32, head_dim: 128, sliding_window: 4096, max_window_layers: 28 },
    design: () => ({ queryKeyNorm: 'head' }),
    windows: QWEN_WINDOWS,
  },
  gemma2: {
    defaults: {
      num_key_value_heads: 4,
      head_dim: 256,
      tie_word_embeddings: true,
      hidden_activation: 'gelu_pytorch_tanh',
      query_pre_attn_scalar: 256,
      sliding_window: 4096,
      attn_logit_softcapping: 50,
      final_logit_softcapping: 30,
      rms_norm_eps: 1e-6,
    },
    design: (config) => ({
      ...gemma(config),
      ...(config.attn_logit_softcapping ? { attentionCap: config.attn_logit_softcapping } : {}),
    }),
    windows: (config) => typesOr(config, (layer) => layer % 2 === 1),
    activation: 'hidden_activation',
  },
  gemma3: {
    modelTypes: ['gemma3_text'],
    // The text part of published multimodal files leaves out what does not differ from these.
    defaults: {
      vocab_size: 262_208,
      num_attention_heads: 8,
      num_key_value_heads: 4,
      head_dim: 256,
      max_position_embeddings: 131_072,
      tie_word_embeddings: true,
      hidden_activation: 'gelu_pytorch_tanh',
      query_pre_attn_scalar: 256,
      sliding_window: 4096,
      sliding_window_pattern: 6,
      rms_norm_eps: 1e-6,
      rope_theta: 1_000_000,
      rope_local_base_freq: 10_000,
    },
    // It has a field for a cap on attention scores too, which transformers does not read.
    design: (config) => ({ ...gemma(config), queryKeyNorm: 'head' }),
    windows: (config) => typesOr(config, (layer) => (layer + 1) % (config.sliding_window_pattern ?? 6) === 0),
    localRope: true,
    activation: 'hidden_activation',
  },
  phi3: {
    defaults: { original_max_position_embeddings: 4096, rms_norm_eps: 1e-5 },
    attentionBias: 'none',
    windows: everyLayer,
    partialRotary: true,
    fused: true,
  },
  olmo2: { defaults: { rms_norm_eps: 1e-5 }, design: () => OLMO },
  olmo3: {
    // transformers 5 gives `rope_theta` to layers that see everything alone.
    defaults: {
      sliding_window: 4096,
      rope_theta: 500_000,
      rope_local_base_freq: 500_000,
      rms_norm_eps: 1e-5,
    },
    design: () => OLMO,
    windows: (config) => typesOr(config, (layer) => (layer + 1) % 4 === 0),
    localRope: true,
  },
  granite: {
    defaults: { rms_norm_eps: 1e-6 },
    design: (config) => ({
      embeddingScale: config.embedding_multiplier ?? 1,
      branchScale: config.residual_multiplier ?? 1,
      attentionScale: config.attention_multiplier ?? 1,
      logitScale: 1 / (config.logits_scaling ?? 1),
    }),
  },
  smollm3: {
    defaults: {
      num_key_value_heads: 4,
      tie_word_embeddings: true,
      no_rope_layer_interval: 4,
      rope_theta: 2_000_000,
      rms_norm_eps: 1e-6,
    },
    windows: (config) =>
      config.use_sliding_window
        ? typesOr(config, (layer) => isRotated(config)[layer])
        : byLayer(config, () => 'full_attention'),
    unrotated: (config) => isRotated(config).map((rotated) => !rotated),
  },
};

/** SmolLM3 lists 1 for layers that rotate; without a list every fourth, or so, does not. */
function isRotated(config: ConfigJson): boolean[] {
  return byLayer(config, (layer) =>
    config.no_rope_layers
      ? config.no_rope_layers[layer] !== 0
      : (layer + 1) % (config.no_rope_layer_interval ?? 4) !== 0,
  );
}
