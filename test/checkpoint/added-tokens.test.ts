import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../src/checkpoint/model-tokenizer.ts';
import { readTokenizerConfig, specialTokens } from '../../src/checkpoint/tokenizer-config.ts';

/** What transformers makes of it: test/goldens/tokenizers/make-added-goldens.py. */
interface Case {
  readonly name: string;
  readonly form: string;
  /** Contents that tokenizer.json lacks. */
  readonly removed: readonly string[];
  readonly config: object;
  readonly files: Readonly<Record<string, object>>;
  readonly named: Readonly<Record<string, string>>;
  readonly texts: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly decoded: string;
    readonly skipped: string;
  }[];
}

const GOLDENS = 'test/goldens/tokenizers';
const goldens: {
  readonly classes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly cases: readonly Case[];
} = JSON.parse(readFileSync(join(GOLDENS, 'added.json'), 'utf8'));

const root = mkdtempSync(join(tmpdir(), 'added-tokens-'));
afterAll(() => rmSync(root, { recursive: true }));

function folderOf({ form, removed, config, files }: Case): string {
  const folder = mkdtempSync(join(root, 'model-'));
  const tokenizer = JSON.parse(readFileSync(join(GOLDENS, form, 'tokenizer.json'), 'utf8'));
  tokenizer.added_tokens = tokenizer.added_tokens.filter(
    ({ content }: { content: string }) => !removed.includes(content),
  );
  const all = { 'tokenizer.json': tokenizer, 'tokenizer_config.json': config, ...files };
  for (const [file, value] of Object.entries(all)) writeFileSync(join(folder, file), JSON.stringify(value));
  return folder;
}

/** Refused when the tokenizer is loaded: transformers gives the tokens other ids than those listed, or the library lacks the feature. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  'listed by id': /lacks the token "<\|endoftext\|>", and the id 900/,
  'listed by id, one removed': /lacks the token "<\|im_end\|>", and the id 902/,
  'listed under another id': /lacks the token "<custom>", and the id 950 .* \(904\)/,
  'special tokens split': /`split_special_tokens`/,
  'single word': /"<custom>" is `single_word`/,
};
/** Refused where a text holds them: transformers gives them an id that the model's files do not know. */
const NOWHERE = ['named, nowhere else', 'extra, nowhere else'];

describe.each(goldens.cases)('$name', (golden) => {
  it('is read as by transformers, or refused by name', () => {
    const folder = folderOf(golden);
    if (REFUSED[golden.name]) {
      expect(() => loadTokenizer(folder)).toThrow(REFUSED[golden.name]);
      return;
    }
    const tokenizer = loadTokenizer(folder);
    expect(specialTokens(readTokenizerConfig(folder))).toEqual(golden.named);
    for (const { text, ids, decoded, skipped } of golden.texts) {
      const encode = () => tokenizer.encode(text, { addSpecialTokens: false });
      if (NOWHERE.includes(golden.name) && text.includes('<custom>')) {
        expect(encode).toThrow(/has no id for "<custom>"/);
        continue;
      }
      expect(encode()).toEqual(ids);
      expect(tokenizer.decode(ids, { skipSpecialTokens: false })).toBe(decoded);
      expect(tokenizer.decode(ids, { skipSpecialTokens: true })).toBe(skipped);
    }
  });
});

it.each(Object.entries(goldens.classes))('%s supplies its special tokens', (name, named) => {
  const common = Object.entries(named).filter(([key]) => /^(bos|eos|unk|pad)_/.test(key));
  expect(specialTokens({ tokenizer_class: name })).toEqual(Object.fromEntries(common));
  expect(specialTokens({ tokenizer_class: name, bos_token: null })).not.toHaveProperty('bos_token');
});
