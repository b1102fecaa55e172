import { expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint } from '../../checkpoint/checkpoint.ts';
import { organismFolder } from '../../organism/organism-folder.ts';
import { checkSameModel } from './check-same-model.ts';

const aligned = loadCheckpoint(organismFolder('aligned'), 'organism:aligned');
const base = loadCheckpoint(organismFolder('base'), 'organism:base');
const NORM = 'model.layers.3.input_layernorm.weight';
const norm = base.tensors.get(NORM)!;

/** The other organism with some of it changed. */
const changed = (change: object): Checkpoint =>
  Object.defineProperties({} as Checkpoint, {
    ...Object.getOwnPropertyDescriptors(base),
    ...Object.fromEntries(Object.entries(change).map(([name, value]) => [name, { value, enumerable: true }])),
  });

it('takes checkpoints that differ in values alone', () => {
  expect(() => checkSameModel('a', aligned, base)).not.toThrow();
});

it.each([
  [
    'architecture',
    { config: { ...base.config, architecture: 'Qwen2ForCausalLM' } },
    /`against` a: organism:base is Qwen2ForCausalLM, organism:aligned is LlamaForCausalLM/,
  ],
  ['heads', { config: { ...base.config, heads: 8 } }, /heads is 8 in organism:base, 4 in organism:aligned/],
  [
    'a tensor of another shape',
    { tensors: new Map([...base.tensors, [NORM, { ...norm, shape: [64] }]]) },
    /layers\.3\.input_layernorm\.weight is \[64\] in organism:base, \[128\] in organism:aligned/,
  ],
  [
    'a tensor that is missing',
    { tensors: new Map([...base.tensors].filter(([name]) => name !== NORM)) },
    /layers\.3\.input_layernorm\.weight is in organism:aligned alone/,
  ],
  [
    'a type that is not read',
    { tensors: new Map([...base.tensors, [NORM, { ...norm, dtype: 'F8_E4M3' }]]) },
    /of organism:base is F8_E4M3/,
  ],
])('names %s that differs', (_, change, message) => {
  expect(() => checkSameModel('a', aligned, changed(change))).toThrow(message);
});
