/** a [m, k] times b [k, n] → [m, n], row-major; for small matrices. */
export function matrixProduct(a: Float64Array, b: Float64Array, k: number): Float64Array {
  const m = a.length / k;
  const n = b.length / k;
  const product = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let l = 0; l < k; l++) {
      const factor = a[i * k + l];
      for (let j = 0; j < n; j++) product[i * n + j] += factor * b[l * n + j];
    }
  return product;
}
