import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A model's files by name, as a repository of the Hub holds them. */
export function filesOf(folder: string): Record<string, Uint8Array> {
  return Object.fromEntries(
    readdirSync(folder)
      .filter((name) => !/^(expected|inputs)\./.test(name))
      .map((name) => [name, readFileSync(join(folder, name))]),
  );
}

export const ORGANISM_FILES = filesOf('organism/aligned');
/** In four shards, without a tokenizer. */
export const SHARDED_FILES = filesOf('test/goldens/models/llama31');

export const commitOf = (digit: string): string => digit.repeat(40);
