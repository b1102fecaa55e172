/**
 * Fields of the published checkpoints' config.json that determine the computation, as on the Hub in 2025. Token ids are left out: they are
 * those of the tokenizer that a random checkpoint gets.
 */

const llama = {
  architectures: ['LlamaForCausalLM'],
  attention_bias: false,
  hidden_act: 'silu',
  initializer_range: 0.02,
  mlp_bias: false,
  model_type: 'llama',
  rms_norm_eps: 1e-5,
};
const llama2 = { ...llama, vocab_size: 32000, max_position_embeddings: 4096, tie_word_embeddings: false };
const llama3 = (factor) => ({
  ...llama,
  vocab_size: 128256,
  max_position_embeddings: 131072,
  rope_theta: 500000,
  rope_scaling: {
    factor,
    high_freq_factor: 4,
    low_freq_factor: 1,
    original_max_position_embeddings: 8192,
    rope_type: 'llama3',
  },
});
const qwen2 = {
  architectures: ['Qwen2ForCausalLM'],
  hidden_act: 'silu',
  initializer_range: 0.02,
  max_position_embeddings: 32768,
  model_type: 'qwen2',
  rms_norm_eps: 1e-6,
  rope_theta: 1000000,
  use_sliding_window: false,
};
const qwen3 = {
  architectures: ['Qwen3ForCausalLM'],
  attention_bias: false,
  head_dim: 128,
  hidden_act: 'silu',
  initializer_range: 0.02,
  max_position_embeddings: 40960,
  model_type: 'qwen3',
  rms_norm_eps: 1e-6,
  rope_scaling: null,
  rope_theta: 1000000,
  use_sliding_window: false,
  vocab_size: 151936,
};
const mistral = {
  architectures: ['MistralForCausalLM'],
  hidden_act: 'silu',
  initializer_range: 0.02,
  max_position_embeddings: 32768,
  model_type: 'mistral',
  rms_norm_eps: 1e-5,
  rope_theta: 1000000,
  sliding_window: null,
  tie_word_embeddings: false,
  vocab_size: 32768,
};
const size = (
  hidden_size,
  intermediate_size,
  num_hidden_layers,
  num_attention_heads,
  num_key_value_heads,
) => ({
  hidden_size,
  intermediate_size,
  num_hidden_layers,
  num_attention_heads,
  num_key_value_heads,
});
const tied = { tie_word_embeddings: true };
const untied = { tie_word_embeddings: false };

const gemma = {
  attention_bias: false,
  head_dim: 256,
  hidden_activation: 'gelu_pytorch_tanh',
  rms_norm_eps: 1e-6,
};
const gemma2 = {
  ...gemma,
  architectures: ['Gemma2ForCausalLM'],
  attn_logit_softcapping: 50,
  final_logit_softcapping: 30,
  hidden_act: 'gelu_pytorch_tanh',
  max_position_embeddings: 8192,
  model_type: 'gemma2',
  query_pre_attn_scalar: 256,
  rope_theta: 10000,
  sliding_window: 4096,
  vocab_size: 256000,
};
const gemma3 = {
  ...gemma,
  architectures: ['Gemma3ForCausalLM'],
  model_type: 'gemma3_text',
  query_pre_attn_scalar: 256,
  rope_local_base_freq: 10000,
  rope_theta: 1000000,
};
/** The text part of a file that describes a vision tower too: what does not differ from the defaults of the library is left out. */
const gemma3Image = (text) => ({
  architectures: ['Gemma3ForConditionalGeneration'],
  model_type: 'gemma3',
  text_config: {
    model_type: 'gemma3_text',
    rope_scaling: { factor: 8, rope_type: 'linear' },
    sliding_window: 1024,
    ...text,
  },
});
const phi3 = {
  architectures: ['Phi3ForCausalLM'],
  hidden_act: 'silu',
  model_type: 'phi3',
  rms_norm_eps: 1e-5,
  attention_bias: false,
};
const olmo = {
  attention_bias: false,
  hidden_act: 'silu',
  rms_norm_eps: 1e-6,
  rope_theta: 500000,
  tie_word_embeddings: false,
};
const granite = {
  architectures: ['GraniteForCausalLM'],
  attention_bias: false,
  embedding_multiplier: 12,
  hidden_act: 'silu',
  max_position_embeddings: 131072,
  mlp_bias: false,
  model_type: 'granite',
  residual_multiplier: 0.22,
  rms_norm_eps: 1e-5,
  rope_scaling: null,
  tie_word_embeddings: true,
};

/** config.json by name of the checkpoint. */
export const PUBLISHED_CONFIGS = {
  'Llama-2-7B': { ...llama2, ...size(4096, 11008, 32, 32, 32) },
  'Llama-2-13B': { ...llama2, ...size(5120, 13824, 40, 40, 40) },
  'Llama-3.1-8B': { ...llama3(8), ...untied, ...size(4096, 14336, 32, 32, 8) },
  'Llama-3.2-1B': { ...llama3(32), ...tied, head_dim: 64, ...size(2048, 8192, 16, 32, 8) },
  'Mistral-7B-v0.3': { ...mistral, ...size(4096, 14336, 32, 32, 8) },
  'Qwen2.5-0.5B': { ...qwen2, ...tied, vocab_size: 151936, ...size(896, 4864, 24, 14, 2) },
  'Qwen2.5-1.5B': { ...qwen2, ...tied, vocab_size: 151936, ...size(1536, 8960, 28, 12, 2) },
  'Qwen2.5-3B': { ...qwen2, ...tied, vocab_size: 151936, ...size(2048, 11008, 36, 16, 2) },
  'Qwen2.5-7B': { ...qwen2, ...untied, vocab_size: 152064, ...size(3584, 18944, 28, 28, 4) },
  'Qwen2.5-14B': { ...qwen2, ...untied, vocab_size: 152064, ...size(5120, 13824, 48, 40, 8) },
  'Qwen2.5-32B': { ...qwen2, ...untied, vocab_size: 152064, ...size(5120, 27648, 64, 40, 8) },
  'Qwen3-0.6B': { ...qwen3, ...tied, ...size(1024, 3072, 28, 16, 8) },
  'Qwen3-1.7B': { ...qwen3, ...tied, ...size(2048, 6144, 28, 16, 8) },
  'Qwen3-4B': { ...qwen3, ...tied, ...size(2560, 9728, 36, 32, 8) },
  'Qwen3-8B': { ...qwen3, ...untied, ...size(4096, 12288, 36, 32, 8) },
  'Mistral-7B-v0.1': {
    ...mistral,
    rope_theta: 10000,
    sliding_window: 4096,
    vocab_size: 32000,
    ...size(4096, 14336, 32, 32, 8),
  },
  'Gemma-2-2B': { ...gemma2, ...size(2304, 9216, 26, 8, 4) },
  'Gemma-2-9B': { ...gemma2, ...size(3584, 14336, 42, 16, 8) },
  'Gemma-2-27B': { ...gemma2, head_dim: 128, query_pre_attn_scalar: 144, ...size(4608, 36864, 46, 32, 16) },
  'Gemma-3-1B': {
    ...gemma3,
    max_position_embeddings: 32768,
    sliding_window: 512,
    sliding_window_pattern: 6,
    vocab_size: 262144,
    ...size(1152, 6912, 26, 4, 1),
  },
  'Gemma-3-4B': gemma3Image({ hidden_size: 2560, intermediate_size: 10240, num_hidden_layers: 34 }),
  'Gemma-3-12B': gemma3Image(size(3840, 15360, 48, 16, 8)),
  'Gemma-3-27B': gemma3Image({ head_dim: 128, query_pre_attn_scalar: 168, ...size(5376, 21504, 62, 32, 16) }),
  'Phi-3-mini-4k': {
    ...phi3,
    max_position_embeddings: 4096,
    original_max_position_embeddings: 4096,
    rope_theta: 10000,
    sliding_window: 2047,
    vocab_size: 32064,
    ...size(3072, 8192, 32, 32, 32),
  },
  'Phi-4': {
    ...phi3,
    max_position_embeddings: 16384,
    original_max_position_embeddings: 16384,
    rope_theta: 250000,
    sliding_window: null,
    vocab_size: 100352,
    ...size(5120, 17920, 40, 40, 10),
  },
  'OLMo-2-7B': {
    ...olmo,
    architectures: ['Olmo2ForCausalLM'],
    model_type: 'olmo2',
    max_position_embeddings: 4096,
    vocab_size: 100352,
    ...size(4096, 11008, 32, 32, 32),
  },
  'OLMo-2-13B': {
    ...olmo,
    architectures: ['Olmo2ForCausalLM'],
    model_type: 'olmo2',
    max_position_embeddings: 4096,
    vocab_size: 100352,
    ...size(5120, 13824, 40, 40, 40),
  },
  'OLMo-3-7B': {
    ...olmo,
    architectures: ['Olmo3ForCausalLM'],
    model_type: 'olmo3',
    max_position_embeddings: 65536,
    rope_scaling: {
      attention_factor: 1.2079441541679836,
      beta_fast: 32,
      beta_slow: 1,
      factor: 8,
      original_max_position_embeddings: 8192,
      rope_type: 'yarn',
    },
    sliding_window: 4096,
    vocab_size: 100278,
    ...size(4096, 11008, 32, 32, 32),
  },
  'Granite-3.1-2B': {
    ...granite,
    attention_multiplier: 0.015625,
    logits_scaling: 8,
    rope_theta: 5000000,
    vocab_size: 49155,
    ...size(2048, 8192, 40, 32, 8),
  },
  'Granite-3.1-8B': {
    ...granite,
    attention_multiplier: 0.0078125,
    logits_scaling: 16,
    rope_theta: 10000000,
    vocab_size: 49155,
    ...size(4096, 12800, 40, 32, 8),
  },
  'SmolLM3-3B': {
    architectures: ['SmolLM3ForCausalLM'],
    attention_bias: false,
    hidden_act: 'silu',
    max_position_embeddings: 65536,
    mlp_bias: false,
    model_type: 'smollm3',
    no_rope_layer_interval: 4,
    rms_norm_eps: 1e-6,
    rope_scaling: null,
    rope_theta: 5000000,
    sliding_window: null,
    use_sliding_window: false,
    vocab_size: 128256,
    ...size(2048, 11008, 36, 16, 4),
  },
};
