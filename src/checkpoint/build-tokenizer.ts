import { Tokenizer } from '@huggingface/tokenizers';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { specialTokens, type TokenizerConfigJson } from './special-tokens.ts';

/** Text ↔ token ids, as the checkpoint's own tokenizer.json defines it. */
export interface ModelTokenizer {
  /** `addSpecialTokens`: the ones the tokenizer itself puts around a text (usually a leading BOS). */
  encode(text: string, options: { readonly addSpecialTokens: boolean }): number[];
  /** Ids outside the vocabulary read as nothing. */
  decode(ids: readonly number[], options: { readonly skipSpecialTokens: boolean }): string;
  /** One more than the largest id; the model's embedding may have more rows. */
  readonly vocabularySize: number;
  tokenToId(token: string): number | undefined;
}

/**
 * The tokenizer that a parsed tokenizer.json and tokenizer_config.json define; `path` names the first in errors.
 * Throws {@link InvalidInputError} where the library cannot interpret it.
 */
export function buildTokenizer(json: unknown, config: TokenizerConfigJson, path: string): ModelTokenizer {
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(json as object, libraryConfig(config));
  } catch (error) {
    throw new InvalidInputError(path, `is not a tokenizer that can be used (${(error as Error).message})`);
  }
  return wrap(tokenizer, path);
}

/** The library reads a few fields and expects their types of before transformers 5. */
function libraryConfig(config: TokenizerConfigJson): object {
  return {
    ...config,
    ...specialTokens(config),
    additional_special_tokens: stringsOf(config.additional_special_tokens ?? config.extra_special_tokens),
    // The library's default is true, transformers' is false.
    clean_up_tokenization_spaces: config.clean_up_tokenization_spaces === true,
  };
}

function stringsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value)
    .map((token) => (typeof token === 'object' && token !== null ? token.content : token))
    .filter((token): token is string => typeof token === 'string');
}

function wrap(tokenizer: Tokenizer, path: string): ModelTokenizer {
  let vocabularySize = 0;
  for (const id of tokenizer.get_vocab().values()) vocabularySize = Math.max(vocabularySize, id + 1);
  return {
    vocabularySize,
    encode(text, { addSpecialTokens }) {
      const ids: (number | undefined)[] = tokenizer.encode(text, {
        add_special_tokens: addSpecialTokens,
      }).ids;
      // A vocabulary without an unknown token leaves a hole for what it cannot spell.
      if (!ids.every((id) => id !== undefined))
        throw new InvalidInputError(path, `has no token for a part of ${JSON.stringify(text.slice(0, 60))}`);
      return ids;
    },
    decode(ids, { skipSpecialTokens }) {
      const known = ids.filter((id) => tokenizer.id_to_token(id) !== undefined);
      return known.length === 0 ? '' : tokenizer.decode(known, { skip_special_tokens: skipSpecialTokens });
    },
    tokenToId: (token) => tokenizer.token_to_id(token),
  };
}
