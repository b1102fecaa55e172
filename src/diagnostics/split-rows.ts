/** Rows of `pooled` [n, K] labelled 1, and those labelled 0. */
export function splitRows(
  pooled: Float64Array,
  size: number,
  labels: Uint8Array,
): [Float64Array, Float64Array] {
  const ones = labels.reduce((sum, label) => sum + label, 0);
  const parts = [new Float64Array((labels.length - ones) * size), new Float64Array(ones * size)];
  const next = [0, 0];
  for (let i = 0; i < labels.length; i++)
    for (let k = 0; k < size; k++) parts[labels[i]][next[labels[i]]++] = pooled[i * size + k];
  return [parts[1], parts[0]];
}

/** The rows of both samples in one array. */
export function pooledRows(first: Float64Array, second: Float64Array): Float64Array {
  const pooled = new Float64Array(first.length + second.length);
  pooled.set(first);
  pooled.set(second, first.length);
  return pooled;
}
