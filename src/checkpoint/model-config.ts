import { type ConfigJson, parseConfigJson } from './config-json.ts';
import { type DecoderDesign, type LayerAttention, plainDesign } from './decoder-design.ts';
import { FAMILIES } from './families.ts';
import { ModelConfigError } from './model-config-error.ts';
import type { ModelFamily } from './model-family.ts';
import type { Quantisation } from './quantisation.ts';
import { type ModelRope, parseRopeParameters, type RopeParameters } from './rope-parameters.ts';
import { textConfig } from './text-config.ts';
import { UnknownArchitectureError } from './unknown-architecture-error.ts';
import { UnsupportedFeatureError } from './unsupported-feature-error.ts';

export type { DecoderDesign, LayerAttention, ModelFamily, RopeParameters };

/** Architectures that the engine builds, by their name in config.json. */
export const ARCHITECTURES: Readonly<Record<string, ModelFamily>> = {
  LlamaForCausalLM: 'llama',
  MistralForCausalLM: 'mistral',
  Qwen2ForCausalLM: 'qwen2',
  Qwen3ForCausalLM: 'qwen3',
  Gemma2ForCausalLM: 'gemma2',
  Gemma3ForCausalLM: 'gemma3',
  // Its text part.
  Gemma3ForConditionalGeneration: 'gemma3',
  Phi3ForCausalLM: 'phi3',
  Olmo2ForCausalLM: 'olmo2',
  Olmo3ForCausalLM: 'olmo3',
  GraniteForCausalLM: 'granite',
  SmolLM3ForCausalLM: 'smollm3',
};

/** What `hidden_act` may be called, and what it is. */
const ACTIVATIONS: Readonly<Record<string, DecoderDesign['activation']>> = {
  silu: 'silu',
  swish: 'silu',
  gelu: 'gelu',
  gelu_pytorch_tanh: 'gelu-tanh',
  gelu_new: 'gelu-tanh',
  gelu_fast: 'gelu-tanh',
};

/** The fields of config.json that determine the computation; lengths in elements, positions in tokens. */
export interface ModelConfig {
  /** As config.json names it: `LlamaForCausalLM`. */
  readonly architecture: string;
  /** `other`: an architecture that only the transformers engine runs. */
  readonly family: ModelFamily | 'other';
  readonly layers: number;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  /** Elements of one head; heads × headDimension need not be hiddenSize. */
  readonly headDimension: number;
  readonly intermediateSize: number;
  readonly vocabularySize: number;
  readonly maxPositions: number;
  readonly normEpsilon: number;
  readonly tieWordEmbeddings: boolean;
  /** config.json ties the head to the embedding, but the file holds another head, which is used; `tieWordEmbeddings` is false. */
  readonly headOfFile?: true;
  /** Which attention projections have a bias. */
  readonly attentionBias: 'none' | 'qkv' | 'qkvo';
  /** Of layers that see everything; `design` has that of every layer. */
  readonly rope: RopeParameters;
  /** What the blocks compute, where families differ. */
  readonly design: DecoderDesign;
  /** The model is the text part of one that reads images too. */
  readonly textPart?: true;
  readonly bosTokenId?: number;
  readonly padTokenId?: number;
  readonly eosTokenIds: readonly number[];
  /** How the weights are quantised, where only the transformers engine reads them. */
  readonly quantisation?: Quantisation;
}

/**
 * Reads a parsed config.json; `file` names it in errors.
 *
 * Throws UnknownArchitectureError, {@link ModelConfigError} (a field is missing, ill-typed or contradictory) and
 * {@link UnsupportedFeatureError} (a field asks for a computation that the engine lacks).
 */
export function parseModelConfig(json: unknown, file: string): ModelConfig {
  const architecture = nameOfArchitecture(json);
  // Before the other fields: an unknown family may lack all of them.
  if (architecture !== undefined && !Object.hasOwn(ARCHITECTURES, architecture))
    throw new UnknownArchitectureError(file, architecture, Object.keys(ARCHITECTURES));
  const { fields, isPart } = textConfig(json, architecture);
  const family = ARCHITECTURES[architecture ?? ''] ?? 'llama';
  const traits = FAMILIES[family];
  const config = parseConfigJson(withDefaults(fields, traits.defaults), file);
  refuseUnsupported(config, family, file);

  const heads = config.num_attention_heads;
  const keyValueHeads = config.num_key_value_heads ?? heads;
  const headDimension = headDimensionOf(config, family, file);
  if (!Number.isInteger(headDimension))
    throw new ModelConfigError(
      file,
      'num_attention_heads',
      `${heads} does not divide hidden_size ${config.hidden_size}`,
    );
  if (headDimension % 2 !== 0)
    throw new ModelConfigError(
      file,
      'head_dim',
      `${headDimension} is odd: a rotary embedding needs an even number`,
    );
  if (heads % keyValueHeads !== 0)
    throw new ModelConfigError(
      file,
      'num_key_value_heads',
      `${keyValueHeads} does not divide num_attention_heads ${heads}`,
    );

  const rope = parseRopeParameters(config, file, {
    byType: traits.localRope,
    partial: traits.partialRotary,
  });
  return {
    architecture: config.architectures[0],
    family,
    layers: config.num_hidden_layers,
    hiddenSize: config.hidden_size,
    heads,
    keyValueHeads,
    headDimension,
    intermediateSize: config.intermediate_size,
    vocabularySize: config.vocab_size,
    maxPositions:
      // Longer sequences have other frequencies, which would change under a completion as it grows.
      rope.global.type === 'longrope'
        ? Math.min(rope.global.originalMaxPositions, config.max_position_embeddings)
        : config.max_position_embeddings,
    normEpsilon: config.rms_norm_eps,
    tieWordEmbeddings: config.tie_word_embeddings ?? false,
    attentionBias: attentionBiasOf(config, family),
    rope: rope.global,
    design: designOf(config, family, rope, headDimension, file),
    ...(isPart ? { textPart: true } : {}),
    ...tokenIdField('bosTokenId', config.bos_token_id),
    ...tokenIdField('padTokenId', config.pad_token_id),
    eosTokenIds: [config.eos_token_id ?? []].flat(),
  };
}

function nameOfArchitecture(json: unknown): string | undefined {
  const names = (json as { architectures?: unknown } | null | undefined)?.architectures;
  return Array.isArray(names) && typeof names[0] === 'string' ? names[0] : undefined;
}

/** Absent fields as transformers has them; null stays. */
function withDefaults(json: unknown, defaults: Readonly<Partial<ConfigJson>>): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  const given = Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
  return { ...defaults, ...given };
}

function refuseUnsupported(config: ConfigJson, family: ModelFamily, file: string): void {
  const traits = FAMILIES[family];
  // transformers decides by the type, which is named after the family.
  const type = config.model_type;
  if (type && !(traits.modelTypes ?? [family]).includes(type))
    throw new ModelConfigError(
      file,
      'model_type',
      `is "${type}", but \`architectures\` says ${config.architectures[0]}: they are different models`,
    );
  const field = traits.activation ?? 'hidden_act';
  const activation = config[field] ?? 'silu';
  if (!Object.hasOwn(ACTIVATIONS, activation))
    throw new UnsupportedFeatureError(
      file,
      field,
      `activation "${activation}" is not supported`,
      `Supported: ${Object.keys(ACTIVATIONS).join(', ')}.`,
    );
  if (config.mlp_bias && ['llama', 'granite', 'smollm3'].includes(family))
    throw new UnsupportedFeatureError(file, 'mlp_bias', 'biases in the MLP are not supported');
  if (config.use_bidirectional_attention)
    throw new UnsupportedFeatureError(
      file,
      'use_bidirectional_attention',
      'attention to later tokens is not supported',
    );
  if (config.quantization_config)
    throw new UnsupportedFeatureError(
      file,
      'quantization_config',
      `weights quantised with ${config.quantization_config.quant_method ?? 'an unnamed method'} are not supported`,
      'Use the bfloat16, float16 or float32 checkpoint.',
    );
  const layerType = config.layer_types?.find(
    (each) => each !== 'full_attention' && each !== 'sliding_attention',
  );
  if (layerType !== undefined)
    throw new UnsupportedFeatureError(file, 'layer_types', `layers of type "${layerType}" are not supported`);
  for (const [name, list] of [
    ['layer_types', config.layer_types],
    ['no_rope_layers', config.no_rope_layers],
  ] as const)
    if (list && list.length !== config.num_hidden_layers)
      throw new ModelConfigError(
        file,
        name,
        `lists ${list.length} layers, num_hidden_layers is ${config.num_hidden_layers}`,
      );
}

function headDimensionOf(config: ConfigJson, family: ModelFamily, file: string): number {
  // Where a family has a size of its own, null would stand for none.
  if (FAMILIES[family].defaults.head_dim !== undefined && config.head_dim === null)
    throw new ModelConfigError(file, 'head_dim', `is null: ${config.architectures[0]} needs a number`);
  return config.head_dim ?? config.hidden_size / config.num_attention_heads;
}

function designOf(
  config: ConfigJson,
  family: ModelFamily,
  rope: ModelRope,
  headDimension: number,
  file: string,
): DecoderDesign {
  const traits = FAMILIES[family];
  const rotaryDimension = Math.floor(headDimension * rope.fraction);
  if (rotaryDimension % 2 !== 0)
    throw new ModelConfigError(
      file,
      'partial_rotary_factor',
      `leaves ${rotaryDimension} of ${headDimension} elements of a head to rotate, an odd number`,
    );
  if (rope.global.type === 'longrope' && rope.global.shortFactors.length !== rotaryDimension / 2)
    throw new ModelConfigError(
      file,
      'rope_scaling.short_factor',
      `lists ${rope.global.shortFactors.length} factors for ${rotaryDimension / 2} pairs`,
    );
  return {
    ...plainDesign(config.num_hidden_layers, headDimension, rope.global),
    activation: ACTIVATIONS[config[traits.activation ?? 'hidden_act'] ?? 'silu'],
    rotaryDimension,
    attention: attentionOf(config, family, rope, file),
    ...traits.design?.(config),
  };
}

/** A window as long as the model's positions hides nothing, and is left out. */
function attentionOf(
  config: ConfigJson,
  family: ModelFamily,
  rope: ModelRope,
  file: string,
): LayerAttention[] {
  const traits = FAMILIES[family];
  const types = traits.windows?.(config);
  const window = config.sliding_window;
  const isUsed = types?.includes('sliding_attention') && window;
  // Families without windows never look at the list.
  if (types && config.layer_types?.includes('sliding_attention') && !isUsed)
    throw new ModelConfigError(
      file,
      'layer_types',
      'names layers of sliding attention, but there is no window',
    );
  const unrotated = traits.unrotated?.(config);
  return Array.from({ length: config.num_hidden_layers }, (_, layer) => {
    const isLocal = types?.[layer] === 'sliding_attention';
    const isShort = isLocal && window && window < config.max_position_embeddings;
    return {
      ...(isShort ? { window } : {}),
      ...(unrotated?.[layer] ? {} : { rope: isLocal ? rope.local : rope.global }),
    };
  });
}

function attentionBiasOf(config: ConfigJson, family: ModelFamily): ModelConfig['attentionBias'] {
  return FAMILIES[family].attentionBias ?? (config.attention_bias ? 'qkvo' : 'none');
}

/** Negative ids (old Llama files write −1) mean that the token does not exist. */
function tokenIdField<K extends string>(
  key: K,
  id: number | null | undefined,
): { readonly [P in K]?: number } {
  return (typeof id === 'number' && id >= 0 ? { [key]: id } : {}) as { readonly [P in K]?: number };
}
