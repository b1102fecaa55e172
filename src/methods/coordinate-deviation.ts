import type { Sample } from '../linalg/sample.ts';

/** Coordinates that vary no more than this within a class are left alone, as in the reference of AcT (`std_eps`). */
export const SMALLEST_DEVIATION = 1e-4;

/** sigma of every coordinate, [d], with 1/(n − 1), in float64; n ≥ 2. */
export function coordinateDeviation({ rows, count, dimension: d }: Sample, mean: Float64Array): Float64Array {
  const squares = new Float64Array(d);
  for (let start = 0; start < rows.length; start += d)
    for (let j = 0; j < d; j++) squares[j] += (rows[start + j] - mean[j]) ** 2;
  return squares.map((sum) => Math.sqrt(sum / (count - 1)));
}
