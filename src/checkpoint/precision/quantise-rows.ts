import { BLOCK_SIZE, blockBytes, blocksOf, type QuantisedBits } from './block-size.ts';

export interface QuantisedRows {
  /** [rows, blocks, bytes per block]: unsigned integers around 2^(bits − 1); with 4 bits, the first of two is the lower half. */
  readonly values: Uint8Array<ArrayBuffer>;
  /** [rows, blocks] */
  readonly scales: Float32Array<ArrayBuffer>;
}

/**
 * Weights [rows, columns] → w ≈ scale · (q − 2^(bits − 1)), block by block. 8 bits: scale = max|w| / 127, so |error| ≤ scale / 2.
 * 4 bits: scale = w_m / −8 with w_m the weight of the largest magnitude, sign kept; the error is half a step, and up to a whole one
 * where a weight of the other sign is nearly as large. A row whose length is not a multiple of the block is filled with zeros. A block that holds a weight that is not finite has scale NaN.
 */
export function quantiseRows(weights: Float32Array, columns: number, bits: QuantisedBits): QuantisedRows {
  const rows = weights.length / columns;
  const blocks = blocksOf(columns);
  const bytes = blockBytes(bits);
  const values = new Uint8Array(rows * blocks * bytes);
  const scales = new Float32Array(rows * blocks);
  let block = 0;
  for (let row = 0; row < rows; row++)
    for (let begin = 0; begin < columns; begin += BLOCK_SIZE, block++) {
      const start = row * columns + begin;
      const end = row * columns + Math.min(begin + BLOCK_SIZE, columns);
      if (bits === 8) scales[block] = quantiseByte(weights, start, end, values, block * bytes);
      else scales[block] = quantiseNibble(weights, start, end, values, block * bytes);
    }
  return { values, scales };
}

/** The weight of the largest magnitude, the first of equals; NaN where one is not finite. */
function extremeOf(weights: Float32Array, start: number, end: number): number {
  let most = 0;
  let extreme = 0;
  let poison = 0;
  for (let i = start; i < end; i++) {
    const size = Math.abs(weights[i]);
    poison += size * 0;
    if (size > most) {
      most = size;
      extreme = weights[i];
    }
  }
  return extreme + poison;
}

const inverseOf = (scale: number): number => (scale === 0 ? 0 : 1 / scale);

const BYTE_ZERO = 128;
const BYTE_MOST = 127;

function quantiseByte(
  weights: Float32Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
): number {
  const scale = Math.fround(Math.abs(extremeOf(weights, start, end)) / BYTE_MOST);
  const inverse = inverseOf(scale);
  // + 0.5 and truncation round to the nearest: the operand is never negative.
  for (let i = start; i < end; i++)
    out[at + i - start] = Math.min(weights[i] * inverse + BYTE_ZERO + 0.5, 255);
  out.fill(BYTE_ZERO, at + end - start, at + BLOCK_SIZE);
  return scale;
}

const NIBBLE_ZERO = 8;
const NIBBLE_MOST = 15;

function quantiseNibble(
  weights: Float32Array,
  start: number,
  end: number,
  out: Uint8Array,
  at: number,
): number {
  // A block of zeros has scale 0, not −0.
  const scale = Math.fround(extremeOf(weights, start, end) / -NIBBLE_ZERO) + 0;
  const inverse = inverseOf(scale);
  for (let i = 0; i < BLOCK_SIZE; i++) {
    const weight = start + i < end ? weights[start + i] : 0;
    const nibble = Math.min(Math.trunc(weight * inverse + NIBBLE_ZERO + 0.5), NIBBLE_MOST);
    out[at + (i >> 1)] |= nibble << (4 * (i & 1));
  }
  return scale;
}
