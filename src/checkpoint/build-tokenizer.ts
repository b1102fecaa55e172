import { Tokenizer } from '@huggingface/tokenizers';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { withAddedTokens } from './added-tokens.ts';
import { specialTokens, type TokenizerConfigJson } from './special-tokens.ts';

/** Text ↔ token ids, as the checkpoint's own tokenizer.json defines it. */
export interface ModelTokenizer {
  /** `addSpecialTokens`: the ones the tokenizer itself puts around a text (usually a leading BOS). */
  encode(text: string, options: { readonly addSpecialTokens: boolean }): number[];
  /** Ids outside the vocabulary decode to nothing. */
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
  if (typeof json !== 'object' || json === null)
    throw new InvalidInputError(path, 'is not a tokenizer that can be used');
  const whole = withAddedTokens(json, config, path);
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(whole.json, libraryConfig(json, config));
  } catch (error) {
    throw new InvalidInputError(path, `is not a tokenizer that can be used (${(error as Error).message})`);
  }
  return wrap(tokenizer, whole.unknown, path);
}

const FORCED = 'clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output';

/** The library expects the types that a few fields had before transformers 5. */
function libraryConfig(json: object, config: TokenizerConfigJson): object {
  const { type } = (json as { model?: { type?: unknown } }).model ?? {};
  return {
    ...config,
    ...specialTokens(config),
    additional_special_tokens: stringsOf(config.additional_special_tokens ?? config.extra_special_tokens),
    // The library cleans up by default, transformers does not; and in a BPE tokenizer the library cleans up only where the file insists.
    clean_up_tokenization_spaces:
      config.clean_up_tokenization_spaces === true && (type !== 'BPE' || config[FORCED] === true),
  };
}

function stringsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value)
    .map((token) => (typeof token === 'object' && token !== null ? token.content : token))
    .filter((token): token is string => typeof token === 'string');
}

function wrap(tokenizer: Tokenizer, unknown: readonly string[], path: string): ModelTokenizer {
  let vocabularySize = 0;
  for (const id of tokenizer.get_vocab().values()) vocabularySize = Math.max(vocabularySize, id + 1);
  return {
    vocabularySize,
    encode(text, { addSpecialTokens }) {
      for (const token of unknown)
        if (text.includes(token))
          throw new InvalidInputError(
            path,
            `has no id for ${JSON.stringify(token)}, which tokenizer_config.json calls a token`,
          );
      const ids: (number | undefined)[] = tokenizer.encode(text, {
        add_special_tokens: addSpecialTokens,
      }).ids;
      // A vocabulary without an unknown token has no id for text that it cannot spell.
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
