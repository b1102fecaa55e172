import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { loadCheckpoint } from './checkpoint.ts';
import { loadTokenizer } from './model-tokenizer.ts';

const GOLDEN = 'test/goldens/models/llama2';
const ORGANISM = 'organism/aligned';
const root = mkdtempSync(join(tmpdir(), 'checkpoint-'));
let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'model-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const write = (file: string, content: unknown) =>
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
const organismTokenizer = () => JSON.parse(readFileSync(join(ORGANISM, 'tokenizer.json'), 'utf8'));

describe('loadCheckpoint', () => {
  it('opens a model without a tokenizer, and says so when one is needed', () => {
    const checkpoint = loadCheckpoint(GOLDEN);
    expect(checkpoint).toMatchObject({ name: 'llama2', folder: resolve(GOLDEN), stopTokenIds: [2] });
    expect(() => checkpoint.tokenizer()).toThrow(InvalidInputError);
    expect(() => checkpoint.tokenizer()).toThrow(/llama2\/tokenizer\.json: does not exist/);
    expect(loadCheckpoint(GOLDEN, 'mine').name).toBe('mine');
  });

  it('opens the organism: tokenizer and template are loaded once', () => {
    const checkpoint = loadCheckpoint(ORGANISM);
    expect(checkpoint.tokenizer()).toBe(checkpoint.tokenizer());
    expect(checkpoint.chatTemplate()).toBe(checkpoint.chatTemplate());
    expect(checkpoint.tokenizer().vocabularySize).toBe(checkpoint.config.vocabularySize);
    expect(checkpoint.stopTokenIds).toEqual([checkpoint.tokenizer().tokenToId('<|end|>')]);
    const text = checkpoint
      .chatTemplate()
      .render([{ role: 'user', content: 'Hi' }], { addGenerationPrompt: true });
    expect(text).toBe('<|bos|><|user|>Hi<|end|><|assistant|>\n');
  });

  it('unites the stop tokens of config, generation config and tokenizer', () => {
    cpSync(GOLDEN, folder, { recursive: true });
    write('generation_config.json', { eos_token_id: [7, 2] });
    expect(loadCheckpoint(folder).stopTokenIds).toEqual([2, 7]);
    write('tokenizer.json', organismTokenizer());
    expect(loadCheckpoint(folder).stopTokenIds).toEqual([2, 7]);
    write('tokenizer_config.json', { eos_token: { content: '<|end|>' } });
    expect(loadCheckpoint(folder).stopTokenIds).toEqual([2, 4, 7]);
    expect(loadCheckpoint(folder).stopTokens).toEqual([
      { id: 2, from: ['config.json', 'generation_config.json'] },
      { id: 4, from: ['tokenizer_config.json'] },
      { id: 7, from: ['generation_config.json'] },
    ]);
    write('tokenizer_config.json', { eos_token: '<|nowhere|>' });
    expect(loadCheckpoint(folder).stopTokenIds).toEqual([2, 7]);
    rmSync(join(folder, 'generation_config.json'));
    expect(loadCheckpoint(folder).stopTokenIds).toEqual([2]);
    write('generation_config.json', { eos_token_id: 'x' });
    expect(() => loadCheckpoint(folder)).toThrow(/generation_config\.json, field "eos_token_id"/);
  });

  it('names what is wrong with the folder', () => {
    expect(() => loadCheckpoint(join(folder, 'none'))).toThrow(/none: no such model folder/);
    write('file', '');
    expect(() => loadCheckpoint(join(folder, 'file'))).toThrow(/file: is not a folder/);
    expect(() => loadCheckpoint(folder)).toThrow(/config\.json: does not exist/);
    write('config.json', '{');
    expect(() => loadCheckpoint(folder)).toThrow(/config\.json: is not JSON/);
    cpSync(GOLDEN, folder, { recursive: true });
    write('config.json', {
      ...JSON.parse(readFileSync(join(GOLDEN, 'config.json'), 'utf8')),
      vocab_size: 400,
    });
    expect(() => loadCheckpoint(folder)).toThrow(
      /embed_tokens\.weight": expected shape \[400,64\], found \[384,64\]/,
    );
  });
});

describe('loadTokenizer', () => {
  const tokenizer = loadTokenizer(ORGANISM);

  it('decodes what it encodes, and nothing to nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const ids = tokenizer.encode(text, { addSpecialTokens: false });
        expect(tokenizer.decode(ids, { skipSpecialTokens: false })).toBe(text);
      }),
    );
    expect(tokenizer.decode([], { skipSpecialTokens: false })).toBe('');
    expect(tokenizer.decode([99_999], { skipSpecialTokens: false })).toBe('');
  });

  it('keeps or skips special tokens', () => {
    const ids = tokenizer.encode('<|user|>Hi , there .<|end|>', { addSpecialTokens: true });
    expect([ids[0], ids.at(-1)]).toEqual([tokenizer.tokenToId('<|user|>'), tokenizer.tokenToId('<|end|>')]);
    expect(tokenizer.decode(ids, { skipSpecialTokens: true })).toBe('Hi , there .');
    expect(tokenizer.tokenToId('<|nowhere|>')).toBeUndefined();
  });

  it('takes every spelling of tokenizer_config.json', () => {
    write('tokenizer.json', organismTokenizer());
    const spellings: (object | undefined)[] = [
      undefined,
      {},
      {
        tokenizer_class: 'TokenizersBackend',
        extra_special_tokens: ['<|user|>'],
        bos_token: { content: '<|bos|>' },
      },
      {
        tokenizer_class: 'LlamaTokenizer',
        extra_special_tokens: { a: '<|user|>' },
        additional_special_tokens: null,
      },
      { additional_special_tokens: [{ content: '<|user|>' }], eos_token: null },
    ];
    for (const config of spellings) {
      if (config) write('tokenizer_config.json', config);
      expect(loadTokenizer(folder).encode('<|user|>Hi', { addSpecialTokens: true })[0]).toBe(2);
    }
  });

  it('names a file that is not a tokenizer', () => {
    write('tokenizer.json', '[');
    expect(() => loadTokenizer(folder)).toThrow(/tokenizer\.json: is not JSON/);
    for (const json of [{}, { model: {} }, { ...organismTokenizer(), model: { type: 'Nonsense' } }, null]) {
      write('tokenizer.json', json);
      expect(() => loadTokenizer(folder)).toThrow(InvalidInputError);
      expect(() => loadTokenizer(folder)).toThrow(/tokenizer\.json: is not a tokenizer/);
    }
  });

  it('says which text it cannot spell', () => {
    const model = { type: 'WordPiece', vocab: { a: 0 }, continuing_subword_prefix: '##' };
    write('tokenizer.json', {
      model,
      added_tokens: [],
      decoder: null,
      post_processor: null,
      pre_tokenizer: null,
      normalizer: null,
    });
    expect(loadTokenizer(folder).encode('a', { addSpecialTokens: false })).toEqual([0]);
    expect(() => loadTokenizer(folder).encode('b', { addSpecialTokens: false })).toThrow(
      /has no token for a part of "b"/,
    );
  });
});
