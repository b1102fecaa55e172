/** Covariance of rows [n, K] around `mean` [K] → [K, K], with 1/(n − 1). n ≥ 2, small K. */
export function covariance(rows: Float64Array, mean: Float64Array): Float64Array {
  const size = mean.length;
  const result = new Float64Array(size * size);
  const centred = new Float64Array(size);
  for (let start = 0; start < rows.length; start += size) {
    for (let a = 0; a < size; a++) centred[a] = rows[start + a] - mean[a];
    for (let a = 0; a < size; a++)
      for (let b = a; b < size; b++) result[a * size + b] += centred[a] * centred[b];
  }
  const degrees = rows.length / size - 1;
  for (let a = 0; a < size; a++)
    for (let b = a; b < size; b++) result[b * size + a] = result[a * size + b] /= degrees;
  return result;
}
