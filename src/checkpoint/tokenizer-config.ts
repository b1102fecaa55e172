import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { readJsonFile } from '../formats/json-file.ts';
import { withOlderFiles } from './older-tokenizer-files.ts';
import type { TokenizerConfigJson } from './special-tokens.ts';

export { specialTokens } from './special-tokens.ts';
export type { TokenizerConfigJson };

/**
 * Reads `tokenizer_config.json` of a checkpoint folder, {} if there is none, with what the older special_tokens_map.json and
 * added_tokens.json add to it. Throws InvalidInputError naming a file that is not a JSON object.
 */
export function readTokenizerConfig(folder: string): TokenizerConfigJson {
  return withOlderFiles(readObject(join(folder, 'tokenizer_config.json')) ?? {}, {
    'special_tokens_map.json': readObject(join(folder, 'special_tokens_map.json')),
    'added_tokens.json': readObject(join(folder, 'added_tokens.json')),
  });
}

function readObject(path: string): TokenizerConfigJson | undefined {
  if (!existsSync(path)) return undefined;
  const json = readJsonFile(path);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new InvalidInputError(path, 'is not a JSON object');
  return json as TokenizerConfigJson;
}
