import type { TensorIndex } from '../weight-locations.ts';
import type { QuantisedBits } from './block-size.ts';

/** A stretch of a file that holds a tensor. */
export interface StoredTensor {
  readonly file: string;
  readonly offset: number;
  readonly byteLength: number;
  readonly shape: readonly number[];
}

/** A matrix [rows, columns] in blocks of integers. */
export interface QuantisedMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly bits: QuantisedBits;
  /** U8 [rows, blocks, bytes per block] */
  readonly values: StoredTensor;
  /** F32 [rows, blocks] */
  readonly scales: StoredTensor;
}

/** Locations of a model's weights when some of its matrices are quantised. */
export interface QuantisedWeights {
  /** Weights that are held as the checkpoint stores them. */
  readonly tensors: TensorIndex;
  /** By name of the weight. */
  readonly matrices: ReadonlyMap<string, QuantisedMatrix>;
}
