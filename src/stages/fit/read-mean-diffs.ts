import { readFileSync } from 'node:fs';
import { contentHash } from '../../formats/content-hash.ts';
import { SafetensorsError } from '../../formats/safetensors-error.ts';
import { readSafetensors } from '../../formats/safetensors-file.ts';
import { squaredNorm } from '../../linalg/squared-norm.ts';
import type { DirectionOrigin } from '../../methods/ablate-everywhere.ts';
import { formatNumber } from '../../wording/format-number.ts';

export const MEAN_DIFFS_TENSOR = 'mean_diffs';

/** A direction shorter than this share of the longest is rounding noise of equal float64 means. */
const NOISE = 1e-9;

/** Candidate directions r = mu_H − mu_S of a model, at the block input of every layer and at several last positions. */
export interface MeanDiffsFile {
  readonly path: string;
  /** SHA-256 of the file. */
  readonly hash: string;
  readonly dtype: string;
  /** n: index i holds position i − n, so that the last one is −1, the prompt's last token. */
  readonly positions: number;
  readonly layers: number;
  readonly dimension: number;
  /** ‖r‖ by index of position and layer. */
  readonly norms: readonly (readonly number[])[];
  /**
   * r [d]. Throws SafetensorsError naming file and tensor where there is no such layer or position, and where r is not
   * r [d]. Throws SafetensorsError naming file and tensor if the layer or position does not exist, and if r is not
   */
  readonly direction: (origin: DirectionOrigin) => Float64Array;
}

/**
 * Reads a safetensors file with a tensor `mean_diffs` [n positions, layers, d], the layout of `mean_diffs.pt` of
 * andyrdt/refusal_direction (pipeline/submodules/generate_directions.py: positions −n … −1, the tokens behind the
 * instruction; means over block inputs in float64). Throws SafetensorsError naming file and tensor.
 */
export function readMeanDiffs(path: string): MeanDiffsFile {
  const { tensors } = readSafetensors(path);
  const tensor = MEAN_DIFFS_TENSOR;
  const found = tensors.get(tensor);
  if (!found)
    throw new SafetensorsError(path, 'is missing', {
      tensor,
      remedy: `It holds: ${[...tensors.keys()].join(', ') || 'nothing'}.`,
    });
  const { dtype, shape, values } = found;
  if (!(values instanceof Float32Array || values instanceof Float64Array))
    throw new SafetensorsError(path, `has dtype ${dtype}, mean differences are F64, F32, F16 or BF16`, {
      tensor,
    });
  if (shape.length !== 3 || shape.includes(0))
    throw new SafetensorsError(path, `has shape [${shape}], expected [positions, layers, d]`, { tensor });
  const [positions, layers, dimension] = shape;
  const rowAt = (index: number, layer: number): Float64Array => {
    const start = (index * layers + layer) * dimension;
    return Float64Array.from(values.subarray(start, start + dimension));
  };
  const norms = Array.from({ length: positions }, (_, index) =>
    Array.from({ length: layers }, (_, layer) => Math.sqrt(squaredNorm(rowAt(index, layer)))),
  );
  const longest = Math.max(...norms.flat().filter(Number.isFinite));
  return {
    path,
    hash: contentHash(readFileSync(path)),
    dtype,
    positions,
    layers,
    dimension,
    norms,
    direction({ layer, position }) {
      if (!Number.isInteger(layer) || layer < 0 || layer >= layers)
        throw new SafetensorsError(path, `has no layer ${layer}`, {
          tensor,
          remedy: `Layers: 0 to ${layers - 1}.`,
        });
      if (!Number.isInteger(position) || position >= 0 || position < -positions)
        throw new SafetensorsError(path, `has no position ${position}`, {
          tensor,
          remedy: `Positions: ${-positions} to -1, the prompt's last token.`,
        });
      const norm = norms[positions + position][layer];
      const where = `layer ${layer}, position ${position}`;
      if (!Number.isFinite(norm))
        throw new SafetensorsError(path, `holds NaN or infinity at ${where}`, { tensor });
      if (norm <= NOISE * longest)
        throw new SafetensorsError(path, `is zero up to rounding at ${where} (norm ${formatNumber(norm)})`, {
          tensor,
          remedy: 'Both classes have the same mean there, as at the input of block 0: choose a later layer.',
        });
      return rowAt(positions + position, layer);
    },
  };
}
