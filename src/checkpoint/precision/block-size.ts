/** Weights of one row that share a scale. At 32 a row's result does not depend on how many rows its batch has; at 64 and 128 it does. */
export const BLOCK_SIZE = 32;

export type QuantisedBits = 4 | 8;

/** Blocks in a row of `columns` weights; the last may be padded. */
export const blocksOf = (columns: number): number => Math.ceil(columns / BLOCK_SIZE);

export const blockBytes = (bits: QuantisedBits): number => (BLOCK_SIZE * bits) / 8;
