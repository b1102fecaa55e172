import { closeSync, existsSync, fstatSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { readByteRange } from '../formats/byte-range.ts';
import { parseGgufTensors } from '../formats/gguf-header.ts';
import type { TensorIndex, WeightDtype } from './weight-locations.ts';

/** More than the vocabulary in a file's header takes. */
const MOST_HEADER_BYTES = 2 ** 26;
/** What the metadata of a GGUF file is not taken from. */
const NEEDED = ['config.json', 'tokenizer.json'];

/** The GGUF file of a folder that holds its weights so; undefined where it has none. */
export function ggufFile(folder: string): string | undefined {
  if (['model.safetensors', 'model.safetensors.index.json'].some((name) => existsSync(join(folder, name))))
    return undefined;
  const [first] = readdirSync(folder)
    .filter((name) => name.endsWith('.gguf'))
    .sort();
  return first === undefined ? undefined : join(folder, first);
}

/**
 * Refuses a GGUF file without the files that say how its model is run: token ids are those of tokenizer.json here, and what a GGUF file
 * says of a configuration lacks parts.
 */
export function checkBesideGguf(folder: string): void {
  const file = ggufFile(folder);
  const missing = file === undefined ? undefined : NEEDED.find((name) => !existsSync(join(folder, name)));
  if (missing !== undefined)
    throw new InvalidInputError(
      file!,
      `has no ${missing} beside it`,
      "Put config.json, tokenizer.json and tokenizer_config.json of the original model's repository there.",
    );
}

/** The weights that a GGUF file lists. */
export function readGgufTensors(file: string): TensorIndex {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = readByteRange(descriptor, 0, Math.min(fstatSync(descriptor).size, MOST_HEADER_BYTES), file);
    return new Map(
      parseGgufTensors(bytes, file).map(({ type, ...tensor }) => [
        tensor.name,
        { ...tensor, dtype: type as WeightDtype, file },
      ]),
    );
  } finally {
    closeSync(descriptor);
  }
}
