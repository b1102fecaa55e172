import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { readJsonFile } from '../formats/json-file.ts';
import { SafetensorsError } from '../formats/safetensors-error.ts';
import { readSafetensorsHeader } from '../formats/safetensors-file.ts';
import { ggufFile, readGgufTensors } from './gguf-tensors.ts';
import { UnsupportedFeatureError } from './unsupported-feature-error.ts';
import { isIgnorable, type TensorIndex, type TensorLocation, weightLocations } from './weight-locations.ts';

export {
  type TensorIndex,
  type TensorLocation,
  WEIGHT_DTYPES,
  type WeightDtype,
  weightLocations,
} from './weight-locations.ts';

const SINGLE_FILE = 'model.safetensors';
const SHARD_INDEX = 'model.safetensors.index.json';
const DOWNLOAD_AGAIN = 'The checkpoint is incomplete: download it again.';

const shardIndexSchema = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

/**
 * Reads the safetensors headers of a checkpoint folder: `model.safetensors`, or the shards that
 * `model.safetensors.index.json` lists. Weights themselves are not read.
 *
 * Throws InvalidInputError or {@link SafetensorsError} naming folder, file and tensor: no weights, a missing or damaged
 * shard, a tensor that the index lists and its shard lacks, one that stands in two shards, an unsupported dtype. `anyDtype`: list weights
 * of other types (of quantised checkpoints) too.
 */
export function readTensorIndex(
  folder: string,
  { anyDtype = false }: { readonly anyDtype?: boolean } = {},
): TensorIndex {
  const root = resolve(folder);
  if (!existsSync(root)) throw new InvalidInputError(root, 'no such folder');
  const single = join(root, SINGLE_FILE);
  if (existsSync(single))
    return new Map(readWeights(single, anyDtype).map((location) => [location.name, location]));
  const index = join(root, SHARD_INDEX);
  if (existsSync(index)) return readShards(root, index, anyDtype);
  const gguf = ggufFile(root);
  if (gguf !== undefined) {
    if (anyDtype) return readGgufTensors(gguf);
    throw new UnsupportedFeatureError(gguf, undefined, 'GGUF weights are not supported');
  }
  throw new InvalidInputError(
    root,
    `holds neither ${SINGLE_FILE} nor ${SHARD_INDEX}`,
    existsSync(join(root, 'pytorch_model.bin')) || existsSync(join(root, 'pytorch_model.bin.index.json'))
      ? 'It holds PyTorch pickles: convert them to safetensors.'
      : DOWNLOAD_AGAIN,
  );
}

function readShards(root: string, indexFile: string, anyDtype: boolean): TensorIndex {
  const parsed = shardIndexSchema.safeParse(readJsonFile(indexFile));
  if (!parsed.success)
    throw new InvalidInputError(indexFile, 'weight_map must map tensor names to file names');
  const weightMap = new Map(Object.entries(parsed.data.weight_map));
  const locations = new Map<string, TensorLocation>();
  for (const shard of new Set(weightMap.values())) {
    if (!/^[^/\\]+$/.test(shard) || shard === '..')
      throw new InvalidInputError(indexFile, `shard "${shard}" is not a file name in the same folder`);
    const file = join(root, shard);
    if (!existsSync(file))
      throw new InvalidInputError(indexFile, `shard ${shard} is missing`, DOWNLOAD_AGAIN);
    for (const location of readWeights(file, anyDtype)) {
      const other = locations.get(location.name);
      if (other) throw new SafetensorsError(file, `stands in ${other.file} too`, { tensor: location.name });
      locations.set(location.name, location);
    }
  }
  for (const [name, shard] of weightMap) {
    const found = locations.get(name);
    if (found?.file !== join(root, shard) && !isIgnorable(name) && !anyDtype)
      throw new SafetensorsError(join(root, shard), `is missing, though ${SHARD_INDEX} lists it`, {
        tensor: name,
        remedy: DOWNLOAD_AGAIN,
      });
  }
  return locations;
}

function readWeights(file: string, anyDtype: boolean): TensorLocation[] {
  return weightLocations(readSafetensorsHeader(file), file, { anyDtype });
}
