import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { specialTokens, type TokenizerConfigJson } from './special-tokens.ts';

interface AddedToken {
  readonly content: string;
  readonly special?: boolean;
  readonly single_word?: boolean;
  readonly lstrip?: boolean;
  readonly rstrip?: boolean;
  readonly normalized?: boolean;
}

interface TokenizerJson {
  readonly added_tokens?: readonly (AddedToken & { readonly id: number })[];
  readonly model?: { readonly vocab?: Readonly<Record<string, number>> | readonly unknown[] };
}

/** tokenizer.json with the tokens that only tokenizer_config.json knows. */
export interface WholeTokenizer {
  readonly json: object;
  /** Texts that tokenizer_config.json calls tokens and that have no id anywhere: nothing that holds one can be encoded. */
  readonly unknown: readonly string[];
}

/**
 * Adds what `added_tokens_decoder`, the named special tokens and `extra_special_tokens` list beyond tokenizer.json, as transformers does:
 * with the id that the vocabulary has, else the next one. Throws {@link InvalidInputError} naming a token whose listed id is another, and
 * or one that uses what the tokenizer library lacks (`split_special_tokens`, tokens that are `single_word`).
 */
export function withAddedTokens(json: object, config: TokenizerConfigJson, path: string): WholeTokenizer {
  const { added_tokens: known = [], model } = json as TokenizerJson;
  if (config.split_special_tokens === true)
    throw new InvalidInputError(path, '`split_special_tokens` in tokenizer_config.json is not supported');
  const vocabulary = new Map(
    model?.vocab && !Array.isArray(model.vocab) ? Object.entries(model.vocab as object) : [],
  );
  const added = [...known];
  const contents = new Set(known.map(({ content }) => content));
  const ids = [...vocabulary.values(), ...known.map(({ id }) => id)];
  let next = ids.reduce((most, id) => Math.max(most, id + 1), 0);
  for (const [listed, token] of listedTokens(config)) {
    if (contents.has(token.content)) continue;
    const id = vocabulary.get(token.content) ?? next++;
    if (id !== listed)
      throw new InvalidInputError(
        path,
        `lacks the token ${JSON.stringify(token.content)}, and the id ${listed} that tokenizer_config.json gives it is not the next one (${id})`,
      );
    contents.add(token.content);
    added.push({ ...WITHOUT_TRAITS, ...token, id });
  }
  const unknown: string[] = [];
  for (const content of namedTokens(config)) {
    if (contents.has(content)) continue;
    contents.add(content);
    const id = vocabulary.get(content);
    if (id === undefined) unknown.push(content);
    else added.push({ ...WITHOUT_TRAITS, content, special: true, id });
  }
  for (const { content, single_word: alone } of added)
    if (alone)
      throw new InvalidInputError(
        path,
        `the token ${JSON.stringify(content)} is \`single_word\`: not supported`,
      );
  return { json: added.length === known.length ? json : { ...json, added_tokens: added }, unknown };
}

const WITHOUT_TRAITS = {
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: false,
};

/** By id. */
function listedTokens(config: TokenizerConfigJson): [number, AddedToken][] {
  const entries = Object.entries((config.added_tokens_decoder ?? {}) as Record<string, AddedToken>);
  return entries
    .map(([id, token]): [number, AddedToken] => [Number(id), token])
    .filter(([, token]) => typeof token?.content === 'string')
    .sort(([a], [b]) => a - b);
}

function namedTokens(config: TokenizerConfigJson): string[] {
  const extra = config.extra_special_tokens ?? config.additional_special_tokens ?? [];
  const texts = Object.values(extra as object).map((token) => token?.content ?? token);
  return [...Object.values(specialTokens(config)), ...texts].filter(
    (text) => typeof text === 'string' && text !== '',
  );
}
