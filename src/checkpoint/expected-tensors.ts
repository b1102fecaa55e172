import type { ModelConfig } from './model-config.ts';
import { TensorError } from './tensor-error.ts';
import type { TensorIndex } from './tensor-index.ts';

/** Every weight that a model of this config needs, with its shape; matrices are [out, in] as PyTorch stores them. */
export function expectedTensors(
  config: ModelConfig,
): { readonly name: string; readonly shape: readonly number[] }[] {
  const { hiddenSize: d, intermediateSize, headDimension, vocabularySize } = config;
  const queries = config.heads * headDimension;
  const keys = config.keyValueHeads * headDimension;
  const tensors: { name: string; shape: number[] }[] = [
    { name: 'model.embed_tokens.weight', shape: [vocabularySize, d] },
  ];
  for (let layer = 0; layer < config.layers; layer++) {
    const add = (name: string, ...shape: number[]) =>
      tensors.push({ name: `model.layers.${layer}.${name}`, shape });
    if (config.design.norms !== 'behind') add('input_layernorm.weight', d);
    add('self_attn.q_proj.weight', queries, d);
    add('self_attn.k_proj.weight', keys, d);
    add('self_attn.v_proj.weight', keys, d);
    add('self_attn.o_proj.weight', d, queries);
    if (config.attentionBias !== 'none') {
      add('self_attn.q_proj.bias', queries);
      add('self_attn.k_proj.bias', keys);
      add('self_attn.v_proj.bias', keys);
    }
    if (config.attentionBias === 'qkvo') add('self_attn.o_proj.bias', d);
    const { queryKeyNorm, norms } = config.design;
    if (queryKeyNorm !== 'none') {
      add('self_attn.q_norm.weight', queryKeyNorm === 'head' ? headDimension : queries);
      add('self_attn.k_norm.weight', queryKeyNorm === 'head' ? headDimension : keys);
    }
    add('post_attention_layernorm.weight', d);
    if (norms === 'around') add('pre_feedforward_layernorm.weight', d);
    if (norms !== 'before') add('post_feedforward_layernorm.weight', d);
    add('mlp.gate_proj.weight', intermediateSize, d);
    add('mlp.up_proj.weight', intermediateSize, d);
    add('mlp.down_proj.weight', d, intermediateSize);
  }
  tensors.push({ name: 'model.norm.weight', shape: [d] });
  if (!config.tieWordEmbeddings) tensors.push({ name: 'lm_head.weight', shape: [vocabularySize, d] });
  return tensors;
}

/**
 * Throws {@link TensorError} when a needed weight is missing or has another shape, or when a layer holds a weight that
 * the architecture does not use: to leave it out silently would run another model.
 */
export function checkTensors(config: ModelConfig, index: TensorIndex): void {
  const expected = expectedTensors(config);
  for (const { name, shape } of expected) {
    const found = index.get(name);
    if (!found)
      throw new TensorError(
        name,
        `is missing from the checkpoint; ${config.architecture} needs it, shape [${shape}]`,
        {
          expected: shape,
          remedy:
            name === 'lm_head.weight'
              ? 'If the model ties its head to the embedding, config.json must say "tie_word_embeddings": true.'
              : 'The weights do not fit config.json.',
        },
      );
    if (found.shape.length !== shape.length || found.shape.some((size, axis) => size !== shape[axis]))
      throw new TensorError(name, `expected shape [${shape}], found [${found.shape}]`, {
        expected: shape,
        actual: found.shape,
        remedy: 'The weights do not fit config.json.',
      });
  }
  const known = new Set(expected.map(({ name }) => name));
  for (const name of index.keys()) {
    const layer = /^model\.layers\.(\d+)\..*\.(weight|bias)$/.exec(name);
    if (layer && Number(layer[1]) < config.layers && !known.has(name))
      throw new TensorError(name, `is not a weight of ${config.architecture} as config.json describes it`);
  }
}
