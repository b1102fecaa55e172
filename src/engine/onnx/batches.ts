/**
 * Groups items of similar length: indices sorted by length (ties by index), cut where a batch would exceed
 * `maxRows` rows or `maxTokens` padded tokens. A function of the lengths alone, so a plan always runs alike.
 */
export function batchesByLength(
  lengths: readonly number[],
  limits: { maxRows: number; maxTokens: number },
): number[][] {
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[a] - lengths[b] || a - b);
  const batches: number[][] = [];
  let current: number[] = [];
  for (const index of order) {
    if (
      current.length > 0 &&
      (current.length >= limits.maxRows || (current.length + 1) * lengths[index] > limits.maxTokens)
    ) {
      batches.push(current);
      current = [];
    }
    current.push(index);
  }
  if (current.length > 0) batches.push(current);
  return batches;
}
