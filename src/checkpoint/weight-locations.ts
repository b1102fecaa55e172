import type { SafetensorsHeader } from '../formats/safetensors.ts';
import { SafetensorsError } from '../formats/safetensors-error.ts';

/** Types of weights that the engine reads. */
export const WEIGHT_DTYPES = ['BF16', 'F16', 'F32'] as const;
export type WeightDtype = (typeof WEIGHT_DTYPES)[number];

/** Location of a weight on disk. */
export interface TensorLocation {
  readonly name: string;
  /** In a checkpoint opened with `anyArchitecture` any type of safetensors: others do not read it here. */
  readonly dtype: WeightDtype;
  readonly shape: readonly number[];
  /** Absolute path, not resolved through symbolic links. */
  readonly file: string;
  /** Byte offset from the start of the file. */
  readonly offset: number;
  readonly byteLength: number;
}

/** Weights by name. */
export type TensorIndex = ReadonlyMap<string, TensorLocation>;

/**
 * The weights that a file's header lists. Throws {@link SafetensorsError} naming file and tensor on a weight of a
 * dtype that is not supported.
 */
export function weightLocations(
  header: SafetensorsHeader,
  file: string,
  { anyDtype = false }: { readonly anyDtype?: boolean } = {},
): TensorLocation[] {
  const locations: TensorLocation[] = [];
  for (const [name, entry] of header.tensors) {
    const dtype = anyDtype
      ? (entry.dtype as WeightDtype)
      : WEIGHT_DTYPES.find((known) => known === entry.dtype);
    if (dtype) locations.push({ ...entry, name, dtype, file });
    else if (!isIgnorable(name))
      throw new SafetensorsError(file, `has dtype ${entry.dtype}, which is not supported`, {
        tensor: name,
        remedy: `Supported: ${WEIGHT_DTYPES.join(', ')}.`,
      });
  }
  return locations;
}

/** Buffers beside the weights (masks, scales of a quantiser) may have any type; the check of needed tensors comes later. */
export function isIgnorable(name: string): boolean {
  return !/\.(weight|bias)$/.test(name);
}
