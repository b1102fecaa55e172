import type { TokenizerConfigJson } from './special-tokens.ts';

/** Files beside tokenizer_config.json that older versions of transformers wrote, parsed; absent ones undefined. */
export interface OlderTokenizerFiles {
  readonly 'special_tokens_map.json'?: unknown;
  readonly 'added_tokens.json'?: unknown;
}

/**
 * tokenizer_config.json with what special_tokens_map.json (which goes before it) and added_tokens.json say. Where it lists its tokens by
 * id (`added_tokens_decoder`) the older files are not read, as in transformers.
 */
export function withOlderFiles(config: TokenizerConfigJson, files: OlderTokenizerFiles): TokenizerConfigJson {
  if (config.added_tokens_decoder !== undefined) return config;
  const merged = {
    ...config,
    ...((files['special_tokens_map.json'] ?? {}) as object),
  } as TokenizerConfigJson;
  const ids = (files['added_tokens.json'] ?? {}) as Readonly<Record<string, number>>;
  if (Object.keys(ids).length === 0) return merged;
  const special = new Set(
    Object.values(merged).map((value) => (value as { content?: unknown } | null)?.content ?? value),
  );
  return {
    ...merged,
    added_tokens_decoder: Object.fromEntries(
      Object.entries(ids).map(([content, id]) => [
        id,
        { content, special: special.has(content), normalized: !special.has(content) },
      ]),
    ),
  };
}
