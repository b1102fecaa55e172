import { type ConfigJson, parseConfigJson } from './config-json.ts';
import { ModelConfigError } from './model-config-error.ts';
import type { Quantisation } from './quantisation.ts';
import { parseRopeParameters, type RopeParameters } from './rope-parameters.ts';
import { UnknownArchitectureError } from './unknown-architecture-error.ts';
import { UnsupportedFeatureError } from './unsupported-feature-error.ts';

export type { RopeParameters };

/** Named like transformers' `model_type`. */
export type ModelFamily = 'llama' | 'mistral' | 'qwen2' | 'qwen3';

/** Architectures that the engine builds, by their name in config.json. */
export const ARCHITECTURES: Readonly<Record<string, ModelFamily>> = {
  LlamaForCausalLM: 'llama',
  MistralForCausalLM: 'mistral',
  Qwen2ForCausalLM: 'qwen2',
  Qwen3ForCausalLM: 'qwen3',
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
  readonly rope: RopeParameters;
  /** Attention sees only this many positions: sequences up to it are exact, longer ones are not supported. */
  readonly slidingWindow?: number;
  readonly bosTokenId?: number;
  readonly padTokenId?: number;
  readonly eosTokenIds: readonly number[];
  /** How the weights are quantised, where only the transformers engine reads them. */
  readonly quantisation?: Quantisation;
}

/** Defaults of transformers' own configs for fields that config.json lacks; a field that is null is not replaced. */
const MISTRAL_WINDOW = 4096;
const QWEN_WINDOW = 4096;
const MAX_WINDOW_LAYERS = 28;
const QWEN3_HEAD_DIMENSION = 128;
const KEY_VALUE_HEADS: Readonly<Partial<Record<ModelFamily, number>>> = { mistral: 8, qwen2: 32, qwen3: 32 };

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
  const config = parseConfigJson(json, file);
  const family = ARCHITECTURES[config.architectures[0]];
  refuseUnsupported(config, family, file);

  const heads = config.num_attention_heads;
  const keyValueHeads = keyValueHeadsOf(config, family);
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

  const slidingWindow = slidingWindowOf(config, family, file);
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
    maxPositions: config.max_position_embeddings,
    normEpsilon: config.rms_norm_eps,
    tieWordEmbeddings: config.tie_word_embeddings ?? false,
    attentionBias: attentionBiasOf(config, family),
    rope: parseRopeParameters(config, file),
    ...(slidingWindow === undefined ? {} : { slidingWindow }),
    ...tokenIdField('bosTokenId', config.bos_token_id),
    ...tokenIdField('padTokenId', config.pad_token_id),
    eosTokenIds: [config.eos_token_id ?? []].flat(),
  };
}

function nameOfArchitecture(json: unknown): string | undefined {
  const names = (json as { architectures?: unknown } | null | undefined)?.architectures;
  return Array.isArray(names) && typeof names[0] === 'string' ? names[0] : undefined;
}

function refuseUnsupported(config: ConfigJson, family: ModelFamily, file: string): void {
  // transformers decides by the type, which is named after the family.
  const type = config.model_type;
  if (type && type !== family)
    throw new ModelConfigError(
      file,
      'model_type',
      `is "${type}", but \`architectures\` says ${config.architectures[0]}: they are different models`,
    );
  const activation = config.hidden_act ?? 'silu';
  if (activation !== 'silu' && activation !== 'swish')
    throw new UnsupportedFeatureError(
      file,
      'hidden_act',
      `activation "${activation}" is not supported`,
      'Supported: silu.',
    );
  if (config.mlp_bias && family === 'llama')
    throw new UnsupportedFeatureError(file, 'mlp_bias', 'biases in the MLP are not supported');
  if (config.quantization_config)
    throw new UnsupportedFeatureError(
      file,
      'quantization_config',
      `weights quantised with ${config.quantization_config.quant_method ?? 'an unnamed method'} are not supported`,
      'Use the bfloat16, float16 or float32 checkpoint.',
    );
  const layerType = config.layer_types?.find(
    (type) => type !== 'full_attention' && type !== 'sliding_attention',
  );
  if (layerType !== undefined)
    throw new UnsupportedFeatureError(file, 'layer_types', `layers of type "${layerType}" are not supported`);
  const { layer_types: types, num_hidden_layers: layers } = config;
  if (types && types.length !== layers)
    throw new ModelConfigError(
      file,
      'layer_types',
      `lists ${types.length} layers, num_hidden_layers is ${layers}`,
    );
}

function keyValueHeadsOf(config: ConfigJson, family: ModelFamily): number {
  const { num_key_value_heads: given, num_attention_heads: heads } = config;
  return given ?? (given === undefined ? KEY_VALUE_HEADS[family] : undefined) ?? heads;
}

function headDimensionOf(config: ConfigJson, family: ModelFamily, file: string): number {
  if (family === 'qwen3' && config.head_dim === null)
    throw new ModelConfigError(file, 'head_dim', `is null: ${config.architectures[0]} needs a number`);
  const byDefault =
    family === 'qwen3' ? QWEN3_HEAD_DIMENSION : config.hidden_size / config.num_attention_heads;
  return config.head_dim ?? byDefault;
}

/**
 * The window where a layer uses one that is shorter than the model's positions. Llama has none whatever config.json says; in Qwen
 * `layer_types`, else `max_window_layers`, says which layers use it.
 */
function slidingWindowOf(config: ConfigJson, family: ModelFamily, file: string): number | undefined {
  if (family === 'llama') return undefined;
  const window = windowSizeOf(config, family);
  const { layer_types: types, num_hidden_layers: layers } = config;
  if (!window && types?.includes('sliding_attention'))
    throw new ModelConfigError(
      file,
      'layer_types',
      'names layers of sliding attention, but there is no window',
    );
  const first = types ? 0 : (config.max_window_layers ?? MAX_WINDOW_LAYERS);
  const used = family === 'mistral' || (types ? types.includes('sliding_attention') : first < layers);
  return window && used && window < config.max_position_embeddings ? window : undefined;
}

function windowSizeOf(config: ConfigJson, family: ModelFamily): number | null | undefined {
  const { sliding_window: given } = config;
  if (family === 'mistral') return given === undefined ? MISTRAL_WINDOW : given;
  if (!config.use_sliding_window) return undefined;
  return given === undefined ? QWEN_WINDOW : given;
}

function attentionBiasOf(config: ConfigJson, family: ModelFamily): ModelConfig['attentionBias'] {
  if (family === 'qwen2') return 'qkv';
  return config.attention_bias && family !== 'mistral' ? 'qkvo' : 'none';
}

/** Negative ids (old Llama files write −1) mean that the token does not exist. */
function tokenIdField<K extends string>(
  key: K,
  id: number | null | undefined,
): { readonly [P in K]?: number } {
  return (typeof id === 'number' && id >= 0 ? { [key]: id } : {}) as { readonly [P in K]?: number };
}
