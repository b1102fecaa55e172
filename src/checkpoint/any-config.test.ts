import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAnyConfig } from './any-config.ts';
import { parseModelConfig } from './model-config.ts';

const golden = (family: string): unknown =>
  JSON.parse(readFileSync(`test/goldens/models/${family}/config.json`, 'utf8'));

describe('parseAnyConfig', () => {
  it.each(['llama2', 'llama31', 'qwen3'])(
    'has the sizes and tokens of %s that its own reader has',
    (family) => {
      const any = parseAnyConfig(golden(family), 'f');
      const {
        layers,
        hiddenSize,
        heads,
        keyValueHeads,
        vocabularySize,
        maxPositions,
        bosTokenId,
        eosTokenIds,
      } = parseModelConfig(golden(family), 'f');
      expect(any).toMatchObject({ layers, hiddenSize, heads, keyValueHeads, vocabularySize, maxPositions });
      expect(any).toMatchObject({ family: 'other', bosTokenId, eosTokenIds });
    },
  );

  it('names no window: an engine that computes by itself keeps to it', () => {
    expect(parseAnyConfig(golden('mistral-window'), 'f').design.attention[0].window).toBeUndefined();
  });

  it('reads the names of older families, and a language model inside another', () => {
    const older = { n_layer: 3, n_embd: 32, n_head: 4, n_positions: 128, vocab_size: 50 };
    const expected = { layers: 3, hiddenSize: 32, heads: 4, maxPositions: 128, vocabularySize: 50 };
    expect(parseAnyConfig({ architectures: ['GPT2LMHeadModel'], ...older }, 'f')).toMatchObject(expected);
    const inside = {
      architectures: ['SeeingModel'],
      hidden_size: 7,
      text_config: { ...older, hidden_size: 32 },
    };
    expect(parseAnyConfig(inside, 'f')).toMatchObject({ ...expected, architecture: 'SeeingModel' });
  });

  it.each([
    [{}, 'field "architectures": is missing'],
    [{ architectures: ['A'], hidden_size: 8, n_head: 2 }, 'field "num_hidden_layers": is missing'],
    [{ architectures: ['A'], hidden_size: 8, n_head: 2, n_layer: -1 }, 'field "n_layer": is not a size'],
  ])('refuses %j', (json, problem) => {
    expect(() => parseAnyConfig(json, 'f')).toThrow(problem);
  });
});
