import { describe, expect, it } from 'vitest';
import { PUBLISHED_CONFIGS } from '../../bench/published-configs.js';
import { expectedTensors } from '../../src/checkpoint/expected-tensors.ts';
import { parseModelConfig } from '../../src/checkpoint/model-config.ts';
import { PRECISIONS } from '../../src/checkpoint/precision/precision.ts';
import { leastMemory } from '../../src/engine/memory/fit-memory.ts';

/** Millions of parameters of the published weights (of the text part, where there are others), as their model cards round them. */
const PUBLISHED: Readonly<Record<string, number>> = {
  'Llama-2-7B': 6738,
  'Llama-3.1-8B': 8030,
  'Qwen2.5-0.5B': 494,
  'Qwen3-8B': 8191,
  'Mistral-7B-v0.1': 7242,
  'Gemma-2-2B': 2614,
  'Gemma-2-9B': 9242,
  'Gemma-2-27B': 27_227,
  'Gemma-3-1B': 1000,
  'Gemma-3-4B': 3880,
  'Gemma-3-12B': 11_766,
  'Gemma-3-27B': 27_009,
  'Phi-3-mini-4k': 3821,
  'Phi-4': 14_660,
  'OLMo-2-7B': 7299,
  'OLMo-2-13B': 13_716,
  'OLMo-3-7B': 7298,
  'Granite-3.1-2B': 2534,
  'Granite-3.1-8B': 8171,
  'SmolLM3-3B': 3075,
};

describe.each(Object.entries(PUBLISHED))('the published configuration of %s', (name, millions) => {
  const config = parseModelConfig(PUBLISHED_CONFIGS[name], name);

  it('has the parameters of the published weights', () => {
    const count = expectedTensors(config).reduce(
      (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
      0,
    );
    expect(Math.round(count / 1e6) / millions).toBeCloseTo(1, 2);
  });

  it.each(PRECISIONS)('can be planned in %s', (precision) => {
    const { total } = leastMemory(config, precision);
    expect(total).toBeGreaterThan(millions * 1e6 * 0.4);
  });
});
