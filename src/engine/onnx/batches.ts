import type { EncodedSequence } from '../engine.ts';

/** Sequences of similar length that run together. */
export interface Batch {
  readonly indices: readonly number[];
  readonly sequences: readonly EncodedSequence[];
  /** Padded length. */
  readonly width: number;
}

export interface BatchLimits {
  readonly maxRows: number;
  /** Padded tokens. */
  readonly maxTokens: number;
  /** Rows of logits, which are as wide as the vocabulary; default no limit. */
  readonly maxLogitRows?: number;
}

/**
 * Groups items of similar length: indices sorted by length (ties by index), cut where a batch would exceed
 * `maxRows` rows, `maxTokens` padded tokens or, by `logitRows` of each item, `maxLogitRows`. A function of the lengths alone, so a plan
 * always runs alike.
 */
export function batchesByLength(
  lengths: readonly number[],
  limits: BatchLimits,
  logitRows?: readonly number[],
): number[][] {
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[a] - lengths[b] || a - b);
  const batches: number[][] = [];
  let current: number[] = [];
  let logits = 0;
  for (const index of order) {
    const own = logitRows?.[index] ?? 0;
    if (
      current.length > 0 &&
      (current.length >= limits.maxRows ||
        (current.length + 1) * lengths[index] > limits.maxTokens ||
        logits + own > (limits.maxLogitRows ?? Number.POSITIVE_INFINITY))
    ) {
      batches.push(current);
      current = [];
      logits = 0;
    }
    current.push(index);
    logits += own;
  }
  if (current.length > 0) batches.push(current);
  return batches;
}
