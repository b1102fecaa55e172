import type { TensorLocation } from '../../checkpoint/weight-locations.ts';
import { readTensorValues } from '../../formats/safetensors-file.ts';

/** Of each of two files, at a time. */
const CHUNK_ELEMENTS = 2 ** 22;

/** Some rows of a tensor in the audited model (`base`), and their difference from the modified one's. */
export interface RowsOfBoth {
  /** The first of the rows. */
  readonly first: number;
  readonly rows: number;
  readonly base: Float32Array;
  /** W − W_base, in float64 where one of them is close to the other: both are float32 or shorter. */
  readonly difference: Float64Array;
}

/** Rows and columns of a tensor: a vector is one row. */
export function matrixSize({
  shape,
}: Pick<TensorLocation, 'shape'>): readonly [rows: number, columns: number] {
  const columns = shape.at(-1) ?? 1;
  return [shape.slice(0, -1).reduce((product, size) => product * size, 1), columns];
}

/** Reads one tensor of two checkpoints a few rows at a time, so that neither is ever held. Throws SafetensorsError like the reader of weights. */
export function* rowsOfBoth(base: TensorLocation, other: TensorLocation): Generator<RowsOfBoth> {
  const [rows, columns] = matrixSize(base);
  const step = Math.max(1, Math.floor(CHUNK_ELEMENTS / columns));
  for (let first = 0; first < rows; first += step) {
    const count = Math.min(step, rows - first);
    const [ours, theirs] = [base, other].map((location) => {
      const rowBytes = location.byteLength / rows;
      return readTensorValues({
        ...location,
        offset: location.offset + first * rowBytes,
        byteLength: count * rowBytes,
      });
    });
    const difference = Float64Array.from(theirs, (value, i) => value - ours[i]);
    yield { first, rows: count, base: ours, difference };
  }
}
