import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeSafetensors, type SafetensorsInput } from '../formats/safetensors.ts';
import { SafetensorsError } from '../formats/safetensors-error.ts';
import { readSafetensors, readTensorValues } from '../formats/safetensors-file.ts';
import { checkTensors, expectedTensors } from './expected-tensors.ts';
import { parseModelConfig } from './model-config.ts';
import { TensorError } from './tensor-error.ts';
import { readTensorIndex, type TensorLocation } from './tensor-index.ts';

const GOLDENS = 'test/goldens/models';
const root = mkdtempSync(join(tmpdir(), 'tensor-index-'));
let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'model-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const f32 = (...shape: number[]): SafetensorsInput => {
  const size = shape.reduce((a, b) => a * b, 1);
  return { dtype: 'F32', shape, data: Float32Array.from({ length: size }, (_, i) => i) };
};
const shard = (file: string, tensors: Record<string, SafetensorsInput>) =>
  writeFileSync(join(folder, file), encodeSafetensors(new Map(Object.entries(tensors))));
const indexOf = (weight_map: unknown) =>
  writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify({ metadata: {}, weight_map }));

describe('readTensorIndex', () => {
  it.each(['llama2', 'llama31', 'mistral', 'qwen25', 'qwen3'])(
    'finds every weight of %s where it lies',
    (name) => {
      const path = join(GOLDENS, name);
      const index = readTensorIndex(path);
      const config = parseModelConfig(
        JSON.parse(readFileSync(join(path, 'config.json'), 'utf8')),
        'config.json',
      );
      checkTensors(config, index);
      expect(index.size).toBe(expectedTensors(config).length);
      for (const location of index.values()) {
        expect(location.file.startsWith(resolve(path))).toBe(true);
        expect(readTensorValues(location)).toEqual(
          readSafetensors(location.file).tensors.get(location.name)?.values,
        );
      }
    },
  );

  it('leaves symbolic links as they are', () => {
    symlinkSync(resolve(GOLDENS, 'llama2/model.safetensors'), join(folder, 'model.safetensors'));
    expect(readTensorIndex(folder).get('lm_head.weight')?.file).toBe(join(folder, 'model.safetensors'));
  });

  it('passes over buffers of other types, in shards too', () => {
    const mask: SafetensorsInput = { dtype: 'U8', shape: [2], data: new Uint8Array(2) };
    shard('a.safetensors', { 'model.norm.weight': f32(2), 'attn.mask': mask });
    indexOf({ 'model.norm.weight': 'a.safetensors', 'attn.mask': 'a.safetensors' });
    expect([...readTensorIndex(folder).keys()]).toEqual(['model.norm.weight']);
  });

  it('names what is missing', () => {
    expect(() => readTensorIndex(join(folder, 'none'))).toThrow(/none: no such folder/);
    expect(() => readTensorIndex(folder)).toThrow(/holds neither model\.safetensors nor[\s\S]*incomplete/);
    writeFileSync(join(folder, 'pytorch_model.bin'), '');
    expect(() => readTensorIndex(folder)).toThrow(/convert them to safetensors/);
  });

  it('names an unsupported dtype and its tensor', () => {
    shard('model.safetensors', { 'x.weight': { dtype: 'F8_E4M3', shape: [2], data: new Uint8Array(2) } });
    expect(() => readTensorIndex(folder)).toThrow(
      /"x\.weight": has dtype F8_E4M3, which is not supported[\s\S]*BF16, F16, F32/,
    );
  });

  it('names a truncated file', () => {
    cpSync(join(GOLDENS, 'llama2/model.safetensors'), join(folder, 'model.safetensors'));
    truncateSync(join(folder, 'model.safetensors'), 400_000);
    expect(() => readTensorIndex(folder)).toThrow(SafetensorsError);
    expect(() => readTensorIndex(folder)).toThrow(/model\.safetensors, tensor ".*": ends at byte/);
  });

  it('names shards that are missing, incomplete, doubled or elsewhere', () => {
    shard('a.safetensors', { 'x.weight': f32(2) });
    indexOf({ 'x.weight': 'a.safetensors', 'y.weight': 'b.safetensors' });
    expect(() => readTensorIndex(folder)).toThrow(/shard b\.safetensors is missing/);
    shard('b.safetensors', { 'z.weight': f32(2) });
    expect(() => readTensorIndex(folder)).toThrow(/b\.safetensors, tensor "y\.weight": is missing/);
    shard('b.safetensors', { 'x.weight': f32(2), 'y.weight': f32(2) });
    expect(() => readTensorIndex(folder)).toThrow(
      /b\.safetensors, tensor "x\.weight": stands in .*a\.safetensors too/,
    );
    indexOf({ 'x.weight': '../a.safetensors' });
    expect(() => readTensorIndex(folder)).toThrow(/not a file name in the same folder/);
    indexOf(['a.safetensors']);
    expect(() => readTensorIndex(folder)).toThrow(/weight_map must map/);
    writeFileSync(join(folder, 'model.safetensors.index.json'), '{');
    expect(() => readTensorIndex(folder)).toThrow(/index\.json: is not JSON/);
  });
});

describe('checkTensors', () => {
  const config = (name: string, changes: object = {}) =>
    parseModelConfig(
      { ...JSON.parse(readFileSync(join(GOLDENS, name, 'config.json'), 'utf8')), ...changes },
      'f',
    );
  const index = (name: string) => new Map(readTensorIndex(join(GOLDENS, name)));

  it('names a missing tensor and the shape it should have', () => {
    const tensors = index('llama2');
    tensors.delete('model.layers.2.mlp.up_proj.weight');
    expect(() => checkTensors(config('llama2'), tensors)).toThrow(TensorError);
    expect(() => checkTensors(config('llama2'), tensors)).toThrow(
      /"model\.layers\.2\.mlp\.up_proj\.weight": is missing.*\[128,64\]/,
    );
  });

  it('names expected and actual shape', () => {
    expect(() => checkTensors(config('llama2', { intermediate_size: 100 }), index('llama2'))).toThrow(
      /gate_proj\.weight": expected shape \[100,64\], found \[128,64\]/,
    );
  });

  it('points to the tied head', () => {
    expect(() => checkTensors(config('qwen25', { tie_word_embeddings: false }), index('qwen25'))).toThrow(
      /lm_head\.weight[\s\S]*"tie_word_embeddings": true/,
    );
    expect(() =>
      checkTensors(config('llama2', { tie_word_embeddings: true }), index('llama2')),
    ).not.toThrow();
  });

  it('asks for the biases that the config announces and refuses others', () => {
    expect(() => checkTensors(config('llama2', { attention_bias: true }), index('llama2'))).toThrow(
      /q_proj\.bias": is missing/,
    );
    const tensors = index('llama2');
    const name = 'model.layers.0.self_attn.o_proj.bias';
    tensors.set(name, { ...tensors.get('model.norm.weight')!, name } satisfies TensorLocation);
    expect(() => checkTensors(config('llama2'), tensors)).toThrow(
      /o_proj\.bias": is not a weight of LlamaForCausalLM/,
    );
  });

  it('does not mind buffers and layers beyond those that are run', () => {
    const tensors = index('llama2');
    const norm = tensors.get('model.norm.weight')!;
    for (const name of ['model.layers.0.self_attn.rotary_emb.inv_freq', 'model.layers.9.x.weight'])
      tensors.set(name, norm);
    expect(() => checkTensors(config('llama2'), tensors)).not.toThrow();
  });
});
