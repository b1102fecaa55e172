import { BLOCK_SIZE, blockBytes, blocksOf, type QuantisedBits } from './block-size.ts';
import type { QuantisedRows } from './quantise-rows.ts';

/** Inverse of `quantiseRows`: the weights [rows, columns] that the engine computes with. */
export function dequantiseRows(
  { values, scales }: QuantisedRows,
  columns: number,
  bits: QuantisedBits,
): Float32Array {
  const blocks = blocksOf(columns);
  const bytes = blockBytes(bits);
  const rows = scales.length / blocks;
  const weights = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const block = row * blocks + Math.floor(column / BLOCK_SIZE);
      const i = column % BLOCK_SIZE;
      const stored =
        bits === 8
          ? values[block * bytes + i] - 128
          : ((values[block * bytes + (i >> 1)] >> (4 * (i & 1))) & 15) - 8;
      weights[row * columns + column] = scales[block] * stored;
    }
  return weights;
}
