import { z } from 'zod';
import { parseFields } from './config-json.ts';
import type { ModelConfig } from './model-config.ts';
import { specialTokens, type TokenizerConfigJson } from './special-tokens.ts';

const generationSchema = z.looseObject({ eos_token_id: z.union([z.int(), z.array(z.int())]).nullish() });

/** A token that ends a completion. */
export interface StopToken {
  readonly id: number;
  /** The files that say so, config.json first. */
  readonly from: readonly string[];
}

/**
 * Ids of the tokens that end a completion, ascending: those of config.json, of generation_config.json and the tokenizer's
 * end-of-sequence token (fine-tunes often end turns with a token that only tokenizer_config.json calls so; transformers stops at
 * generation_config.json's alone). Throws ModelConfigError naming `generation.path` where its eos_token_id is ill-typed.
 */
export function stopTokensOf(sources: {
  readonly config: Pick<ModelConfig, 'eosTokenIds'>;
  /** A parsed generation_config.json. */
  readonly generation?: { readonly json: unknown; readonly path: string };
  readonly tokenizerConfig: TokenizerConfigJson;
  /** Called only where the tokenizer's config names an end-of-sequence token; absent if the checkpoint has no tokenizer. */
  readonly tokenToId?: (token: string) => number | undefined;
}): StopToken[] {
  const { config, generation, tokenizerConfig, tokenToId } = sources;
  const ofGeneration = generation
    ? [parseFields(generationSchema, generation.json, generation.path).eos_token_id ?? []].flat()
    : [];
  const { eos_token: token } = specialTokens(tokenizerConfig);
  const id = token === undefined ? undefined : tokenToId?.(token);
  const bySource: [string, readonly number[]][] = [
    ['config.json', config.eosTokenIds],
    ['generation_config.json', ofGeneration],
    ['tokenizer_config.json', id === undefined ? [] : [id]],
  ];
  const ids = new Set(bySource.flatMap(([, each]) => each));
  return [...ids]
    .sort((a, b) => a - b)
    .map((each) => ({
      id: each,
      from: bySource.flatMap(([file, those]) => (those.includes(each) ? [file] : [])),
    }));
}
