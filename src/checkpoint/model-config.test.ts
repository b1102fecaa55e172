import { describe, expect, it } from 'vitest';
import { readJsonFile } from '../formats/json-file.ts';
import { parseModelConfig } from './model-config.ts';
import { ModelConfigError } from './model-config-error.ts';
import { UnknownArchitectureError } from './unknown-architecture-error.ts';
import { UnsupportedFeatureError } from './unsupported-feature-error.ts';

const golden = (name: string) =>
  readJsonFile(`test/goldens/models/${name}/config.json`) as Record<string, unknown>;
const llama = (changes: Record<string, unknown> = {}) =>
  parseModelConfig({ ...golden('llama2'), ...changes }, 'config.json');
const without = (key: string, from = 'llama2') =>
  Object.fromEntries(Object.entries(golden(from)).filter(([k]) => k !== key));

const LLAMA3 = { factor: 8, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 64 };

describe('parseModelConfig', () => {
  it.each([
    ['llama2', 'llama', 16, 'none', false],
    ['llama31', 'llama', 16, 'none', false],
    ['mistral', 'mistral', 16, 'none', false],
    ['qwen25', 'qwen2', 16, 'qkv', true],
    ['qwen3', 'qwen3', 24, 'none', true],
  ])('reads %s', (name, family, headDimension, attentionBias, tieWordEmbeddings) => {
    const config = parseModelConfig(golden(name), 'config.json');
    expect(config).toMatchObject({
      family,
      headDimension,
      attentionBias,
      tieWordEmbeddings,
      layers: 4,
      hiddenSize: 64,
      heads: 4,
      keyValueHeads: name === 'llama2' ? 4 : 2,
      intermediateSize: 128,
      vocabularySize: 384,
      maxPositions: 512,
      normEpsilon: 1e-5,
      bosTokenId: 1,
      padTokenId: 0,
      eosTokenIds: [2],
    });
    expect(config.design.attention.every(({ window, rope }) => window === undefined && rope)).toBe(true);
  });

  it('reads rope_parameters and the older rope_scaling alike', () => {
    const expected = {
      type: 'llama3',
      theta: 500_000,
      factor: 8,
      lowFrequencyFactor: 1,
      highFrequencyFactor: 4,
      originalMaxPositions: 64,
    };
    expect(parseModelConfig(golden('llama31'), 'f').rope).toEqual(expected);
    for (const key of ['rope_type', 'type'])
      expect(
        llama({
          rope_parameters: undefined,
          rope_theta: 500_000,
          rope_scaling: { ...LLAMA3, [key]: 'llama3' },
        }).rope,
      ).toEqual(expected);
    expect(llama({ rope_parameters: undefined, rope_theta: 5, rope_scaling: null }).rope).toEqual({
      type: 'default',
      theta: 5,
    });
    expect(llama({ rope_parameters: undefined }).rope).toEqual({ type: 'default', theta: 10_000 });
  });

  it('takes what transformers takes for fields that are absent or null', () => {
    expect(llama({ head_dim: null, num_key_value_heads: null, hidden_act: undefined })).toMatchObject({
      headDimension: 16,
      keyValueHeads: 4,
    });
    expect(llama({ pad_token_id: -1, bos_token_id: null })).not.toHaveProperty('padTokenId');
    expect(llama({ eos_token_id: [3, 4] }).eosTokenIds).toEqual([3, 4]);
    expect(llama({ eos_token_id: null }).eosTokenIds).toEqual([]);
    expect(llama({ attention_bias: true }).attentionBias).toBe('qkvo');
    expect(parseModelConfig(without('tie_word_embeddings', 'qwen25'), 'f').tieWordEmbeddings).toBe(false);
  });

  it('has a window in the layers that use one, where it is shorter than the positions', () => {
    const windows = (name: string, changes: object) =>
      parseModelConfig({ ...golden(name), ...changes }, 'f').design.attention.map(
        ({ window }) => window ?? 0,
      );
    const none = [0, 0, 0, 0];
    expect(windows('mistral', { sliding_window: 128 })).toEqual([128, 128, 128, 128]);
    expect(windows('mistral', { sliding_window: 512 })).toEqual(none);
    expect(windows('mistral', { sliding_window: undefined, max_position_embeddings: 32_768 })[0]).toBe(4096);
    expect(windows('qwen25', { sliding_window: 128, use_sliding_window: false })).toEqual(none);
    const on = { sliding_window: 128, use_sliding_window: true };
    expect(
      windows('qwen3', { ...on, layer_types: [...Array(3).fill('full_attention'), 'sliding_attention'] }),
    ).toEqual([0, 0, 0, 128]);
    expect(windows('qwen3', { ...on, layer_types: Array(4).fill('full_attention') })).toEqual(none);
    expect(windows('qwen3', { ...on, layer_types: undefined, max_window_layers: 3 })).toEqual([0, 0, 0, 128]);
    expect(windows('qwen3', { ...on, layer_types: undefined, max_window_layers: 4 })).toEqual(none);
    expect(windows('qwen3', { ...on, layer_types: undefined, max_window_layers: undefined })).toEqual(none);
    expect(windows('llama2', { sliding_window: 128 })).toEqual(none);
    expect(windows('gemma2', { layer_types: undefined })).toEqual([8, 0, 8, 0]);
    expect(windows('gemma3', { layer_types: undefined, sliding_window_pattern: 2 })).toEqual([8, 0, 8, 0]);
    expect(windows('olmo3', { layer_types: undefined })).toEqual([8, 8, 8, 0]);
    expect(() => windows('gemma2', { sliding_window: null })).toThrow('but there is no window');
  });

  it('reads the text part of a model that reads images too', () => {
    const { architectures: _, eos_token_id: __, ...text } = golden('gemma3');
    const whole = {
      architectures: ['Gemma3ForConditionalGeneration'],
      eos_token_id: [1, 106],
      text_config: text,
    };
    const { textPart, ...config } = parseModelConfig(whole, 'f');
    expect(textPart).toBe(true);
    expect(config).toEqual({
      ...parseModelConfig(golden('gemma3'), 'f'),
      architecture: 'Gemma3ForConditionalGeneration',
      eosTokenIds: [1, 106],
    });
    // As published: what does not differ from the defaults is left out.
    const { hidden_size, intermediate_size, num_hidden_layers } = golden('gemma3');
    const published = {
      hidden_size,
      intermediate_size,
      num_hidden_layers,
      sliding_window: 8,
      model_type: 'gemma3_text',
    };
    expect(parseModelConfig({ ...whole, text_config: published }, 'f')).toMatchObject({
      heads: 8,
      keyValueHeads: 4,
      headDimension: 256,
      vocabularySize: 262_208,
      maxPositions: 131_072,
      tieWordEmbeddings: true,
    });
  });

  it('keeps to the length that longrope was made for', () => {
    const rope = {
      rope_type: 'longrope',
      short_factor: Array(8).fill(1),
      long_factor: Array(8).fill(2),
      rope_theta: 1,
    };
    const config = { ...golden('phi3'), rope_parameters: rope, original_max_position_embeddings: 64 };
    expect(parseModelConfig(config, 'f').maxPositions).toBe(64);
    expect(() =>
      parseModelConfig({ ...config, rope_parameters: { ...rope, short_factor: [1] } }, 'f'),
    ).toThrow('lists 1 factors for 8 pairs');
  });

  it('names an unknown architecture and the known ones', () => {
    const parse = () => parseModelConfig({ architectures: ['OPTForCausalLM'] }, 'a/config.json');
    expect(parse).toThrow(UnknownArchitectureError);
    expect(parse).toThrow('`engine: transformers`');
    expect(parse).toThrow(/a\/config\.json: architecture "OPTForCausalLM"[\s\S]*LlamaForCausalLM, Mistral/);
    expect(() => parseModelConfig({ architectures: ['toString'] }, 'f')).toThrow(UnknownArchitectureError);
  });

  it.each(
    'architectures num_hidden_layers hidden_size num_attention_heads intermediate_size vocab_size max_position_embeddings rms_norm_eps'.split(
      ' ',
    ),
  )('names the missing field %s', (field) => {
    const parse = () => parseModelConfig(without(field), 'a/config.json');
    expect(parse).toThrow(ModelConfigError);
    expect(parse).toThrow(`a/config.json, field "${field}": is missing`);
  });

  it.each<[string, unknown, RegExp]>([
    ['num_hidden_layers', '4', /field "num_hidden_layers": is "4": .*expected number/],
    ['hidden_size', 0, /field "hidden_size": is 0/],
    ['hidden_size', 64.5, /field "hidden_size": is 64\.5/],
    ['num_attention_heads', 3, /field "num_key_value_heads": 4 does not divide num_attention_heads 3/],
    ['num_key_value_heads', 3, /field "num_key_value_heads": 3 does not divide/],
    ['head_dim', 15, /field "head_dim": 15 is odd/],
    ['rms_norm_eps', -1, /field "rms_norm_eps"/],
    ['architectures', [], /field "architectures"/],
    ['eos_token_id', 'x', /field "eos_token_id"/],
    [
      'rope_parameters',
      { rope_type: 'llama3', rope_theta: 1 },
      /field "rope_parameters\.factor": is missing/,
    ],
    ['rope_parameters', { rope_theta: 'x' }, /field "rope_parameters\.rope_theta"/],
  ])('names the bad field %s: %j', (field, value, message) => {
    expect(() => llama({ [field]: value })).toThrow(ModelConfigError);
    expect(() => llama({ [field]: value })).toThrow(message);
  });

  it('names heads that do not divide the hidden size', () => {
    expect(() => llama({ head_dim: null, num_attention_heads: 6, num_key_value_heads: 6 })).toThrow(
      /6 does not divide hidden_size 64/,
    );
  });

  it.each([null, [], 'x', 3])('refuses %j as a config', (json) => {
    expect(() => parseModelConfig(json, 'a/config.json')).toThrow(/^a\/config\.json/);
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ hidden_act: 'relu' }, /"hidden_act": activation "relu"/],
    [{ use_bidirectional_attention: true }, /"use_bidirectional_attention"/],
    [{ mlp_bias: true }, /"mlp_bias"/],
    [{ partial_rotary_factor: 0.5 }, /"partial_rotary_factor": partial rotary embedding \(0\.5\)/],
    [
      { rope_parameters: { rope_type: 'default', rope_theta: 1, partial_rotary_factor: 0.5 } },
      /rope_parameters\.partial_rotary/,
    ],
    [
      { rope_parameters: { rope_type: 'proportional', rope_theta: 1 } },
      /rope_parameters\.rope_type": rope type "proportional"/,
    ],
    [{ rope_parameters: { full_attention: { rope_theta: 1 } } }, /differ between layers/],
    [{ quantization_config: { quant_method: 'gptq' } }, /"quantization_config": weights quantised with gptq/],
    [
      { layer_types: ['full_attention', 'linear_attention'] },
      /"layer_types": layers of type "linear_attention"/,
    ],
  ])('refuses %j by name', (changes, message) => {
    expect(() => llama(changes)).toThrow(UnsupportedFeatureError);
    expect(() => llama(changes)).toThrow(message);
  });
});
