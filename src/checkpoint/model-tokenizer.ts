import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { readJsonFile } from '../formats/json-file.ts';
import { buildTokenizer, type ModelTokenizer } from './build-tokenizer.ts';
import { readTokenizerConfig } from './tokenizer-config.ts';

export type { ModelTokenizer };

/**
 * Loads the tokenizer of a checkpoint folder.
 * Throws {@link InvalidInputError} naming the missing file, or the one that the library cannot interpret.
 */
export function loadTokenizer(folder: string): ModelTokenizer {
  const path = join(folder, 'tokenizer.json');
  if (!existsSync(path))
    throw new InvalidInputError(
      path,
      'does not exist: this checkpoint has no tokenizer',
      'Add tokenizer.json, or give tokens: {"input_ids": [1, 2, …]} lines need none.',
    );
  return buildTokenizer(readJsonFile(path), readTokenizerConfig(folder), path);
}
