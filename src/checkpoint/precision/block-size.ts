/** Weights of one row that share a scale. At 32, rows of a batch do not depend on each other's number; at 64 and 128 they do. */
export const BLOCK_SIZE = 32;

export type QuantisedBits = 4 | 8;

/** Blocks of a row of `columns` weights; the last may be filled up. */
export const blocksOf = (columns: number): number => Math.ceil(columns / BLOCK_SIZE);

export const blockBytes = (bits: QuantisedBits): number => (BLOCK_SIZE * bits) / 8;
