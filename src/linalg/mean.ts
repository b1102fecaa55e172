/** Mean of rows [n, d] → [d], summed in float64. n ≥ 1. */
export function columnMean(rows: Float32Array | Float64Array, dimension: number): Float64Array {
  const mean = new Float64Array(dimension);
  for (let start = 0; start < rows.length; start += dimension)
    for (let j = 0; j < dimension; j++) mean[j] += rows[start + j];
  const count = rows.length / dimension;
  for (let j = 0; j < dimension; j++) mean[j] /= count;
  return mean;
}
