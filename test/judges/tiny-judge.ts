import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Checkpoint, loadCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { expectedTensors } from '../../src/checkpoint/expected-tensors.ts';
import { parseModelConfig } from '../../src/checkpoint/model-config.ts';
import { encodeSafetensors, type SafetensorsInput } from '../../src/formats/safetensors.ts';
import { SeededRandom } from '../../src/statistics/seeded-random.ts';

/** Special tokens of Llama 2 and of Llama 3. */
export const SPECIALS = [
  '<unk>',
  '<s>',
  '</s>',
  '<|begin_of_text|>',
  '<|end_of_text|>',
  '<|start_header_id|>',
  '<|end_header_id|>',
  '<|eot_id|>',
];
const ANSWERS = ['Yes', 'No'];

/** GPT-2's bytes as printable characters, in byte order. */
function byteAlphabet(): string[] {
  let spare = 0;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte !== 173);
    return String.fromCodePoint(printable ? byte : 256 + spare++);
  });
}

const MERGES = [
  ['Y', 'e'],
  ['Ye', 's'],
  ['N', 'o'],
] as const;

/**
 * Writes a Llama of two layers with random weights and a byte-level tokenizer with Llama's special tokens. Its head knows
 * two answers alone: what it says is Yes or No and depends on all that it reads.
 */
export function writeTinyJudge(folder: string, options: { readonly maxPositions?: number } = {}): Checkpoint {
  mkdirSync(folder, { recursive: true });
  const pieces = [...SPECIALS, ...byteAlphabet(), 'Ye', 'Yes', 'No'];
  const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  const config = {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    hidden_size: 32,
    intermediate_size: 48,
    num_hidden_layers: 2,
    num_attention_heads: 4,
    num_key_value_heads: 2,
    head_dim: 8,
    vocab_size: pieces.length,
    max_position_embeddings: options.maxPositions ?? 8192,
    rms_norm_eps: 1e-5,
    hidden_act: 'silu',
    rope_theta: 10000,
    tie_word_embeddings: false,
    attention_bias: false,
    mlp_bias: false,
    bos_token_id: 1,
    eos_token_id: 2,
  };
  write('config.json', config);
  write('tokenizer_config.json', { bos_token: '<s>', eos_token: '</s>', unk_token: '<unk>' });
  write('tokenizer.json', {
    version: '1.0',
    truncation: null,
    padding: null,
    normalizer: null,
    added_tokens: SPECIALS.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
      special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } },
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { type: 'BPE', vocab, merges: MERGES, unk_token: null, fuse_unk: false, byte_fallback: false },
  });
  const random = new SeededRandom(7, 'tiny judge');
  const tensors = new Map<string, SafetensorsInput>();
  for (const { name, shape } of expectedTensors(parseModelConfig(config, 'config.json'))) {
    const size = shape.reduce((product, side) => product * side, 1);
    const norm = name.includes('norm');
    const data = Float32Array.from({ length: size }, () => (norm ? 1 : random.uniform() - 0.5));
    if (name === 'lm_head.weight') {
      const [yes, no] = ANSWERS.map((answer) => vocab[answer] * 32);
      data.fill(0, 0, yes);
      for (let i = 0; i < 32; i++) data[no + i] = -data[yes + i];
    }
    tensors.set(name, { dtype: 'F32', shape: [...shape], data });
  }
  writeFileSync(join(folder, 'model.safetensors'), encodeSafetensors(tensors));
  return loadCheckpoint(folder);
}
