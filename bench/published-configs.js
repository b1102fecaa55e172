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
};
