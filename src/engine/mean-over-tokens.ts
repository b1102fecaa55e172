/**
 * Mean activation of each prompt: rows [Σ lengths, d], prompt after prompt, → [prompts, d], over the first `counted`
 * tokens of each (1 ≤ counted ≤ length), in float64.
 */
export function meanOverTokens(
  rows: Float32Array,
  dimension: number,
  lengths: readonly number[],
  counted: readonly number[] = lengths,
): Float32Array {
  const means = new Float32Array(lengths.length * dimension);
  const sum = new Float64Array(dimension);
  let start = 0;
  for (const [p, length] of lengths.entries()) {
    sum.fill(0);
    for (let at = 0; at < counted[p] * dimension; at++) sum[at % dimension] += rows[start + at];
    for (let j = 0; j < dimension; j++) means[p * dimension + j] = sum[j] / counted[p];
    start += length * dimension;
  }
  return means;
}
