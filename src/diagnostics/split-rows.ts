/** Rows of `pooled` [n, K] by their numbers: the first `count` of `order`, and the others. */
export function splitRows(
  pooled: Float64Array,
  size: number,
  order: Int32Array,
  count: number,
): [Float64Array, Float64Array] {
  const take = (numbers: Int32Array): Float64Array => {
    const rows = new Float64Array(numbers.length * size);
    for (let i = 0; i < numbers.length; i++)
      for (let k = 0; k < size; k++) rows[i * size + k] = pooled[numbers[i] * size + k];
    return rows;
  };
  return [take(order.subarray(0, count)), take(order.subarray(count))];
}

/** Two samples of coordinates in one array, and the order that leaves them as they are. */
export function pooledRows(
  first: Float64Array,
  second: Float64Array,
  size: number,
): { readonly pooled: Float64Array; readonly order: Int32Array } {
  const pooled = new Float64Array(first.length + second.length);
  pooled.set(first);
  pooled.set(second, first.length);
  return { pooled, order: Int32Array.from({ length: pooled.length / size }, (_, i) => i) };
}
