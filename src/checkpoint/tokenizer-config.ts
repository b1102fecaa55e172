import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { readJsonFile } from '../formats/json-file.ts';
import type { TokenizerConfigJson } from './special-tokens.ts';

export { specialTokens } from './special-tokens.ts';
export type { TokenizerConfigJson };

/**
 * Reads `tokenizer_config.json` of a checkpoint folder, {} if there is none.
 * Throws InvalidInputError naming the file when it is no JSON object.
 */
export function readTokenizerConfig(folder: string): TokenizerConfigJson {
  const path = join(folder, 'tokenizer_config.json');
  if (!existsSync(path)) return {};
  const json = readJsonFile(path);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new InvalidInputError(path, 'is not a JSON object');
  return json as TokenizerConfigJson;
}
