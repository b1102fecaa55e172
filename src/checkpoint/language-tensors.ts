import { FAMILIES } from './families.ts';
import type { ModelConfig } from './model-config.ts';
import type { TensorIndex, TensorLocation } from './weight-locations.ts';

/** Where the language model stands inside one that reads images too: as transformers 5 saves it, as 4 did, and as it lies on the Hub. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/^model\.language_model\./, 'model.'],
  [/^language_model\.model\./, 'model.'],
  [/^language_model\.lm_head\./, 'lm_head.'],
];

/**
 * The weights of the language model under the names that Llama gives them: without a wrapper's prefix and without its other parts, and
 * tensors that hold several matrices cut into them (Phi-3's qkv_proj and gate_up_proj). Nothing is copied: a part of a tensor is a
 * place in the same file.
 */
export function languageTensors(config: ModelConfig, index: TensorIndex): TensorIndex {
  const named = config.textPart ? withoutWrapper(index) : index;
  return config.family !== 'other' && FAMILIES[config.family].fused ? withoutFusion(config, named) : named;
}

function withoutWrapper(index: TensorIndex): TensorIndex {
  const found = new Map<string, TensorLocation>();
  for (const location of index.values()) {
    const part = PARTS.find(([prefix]) => prefix.test(location.name));
    const name = part ? location.name.replace(part[0], part[1]) : location.name;
    if (part || /^lm_head\./.test(name)) found.set(name, { ...location, name });
  }
  return found;
}

function withoutFusion(config: ModelConfig, index: TensorIndex): TensorIndex {
  const { heads, keyValueHeads, headDimension, intermediateSize } = config;
  const [q, k] = [heads * headDimension, keyValueHeads * headDimension];
  const parts: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
    'self_attn.qkv_proj.weight': [
      ['self_attn.q_proj.weight', q],
      ['self_attn.k_proj.weight', k],
      ['self_attn.v_proj.weight', k],
    ],
    'mlp.gate_up_proj.weight': [
      ['mlp.gate_proj.weight', intermediateSize],
      ['mlp.up_proj.weight', intermediateSize],
    ],
  };
  const found = new Map<string, TensorLocation>();
  for (const location of index.values()) {
    const [, block, own] = /^(model\.layers\.\d+\.)(.*)$/.exec(location.name) ?? [];
    const cut = own === undefined ? undefined : parts[own];
    const rows = cut?.reduce((sum, [, each]) => sum + each, 0);
    // Of another shape: left whole, so that the check of shapes names it.
    if (!cut || location.shape.length !== 2 || location.shape[0] !== rows) found.set(location.name, location);
    else {
      const rowBytes = location.byteLength / rows;
      let first = 0;
      for (const [name, count] of cut) {
        found.set(block + name, {
          ...location,
          name: block + name,
          shape: [count, location.shape[1]],
          offset: location.offset + first * rowBytes,
          byteLength: count * rowBytes,
        });
        first += count;
      }
    }
  }
  return found;
}
