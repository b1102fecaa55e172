import type { Sample } from '../linalg/sample.ts';

/** Distance from 1 to the next float32. */
const FLOAT32_EPSILON = 2 ** -23;

/**
 * Variance along an axis that the rounding of float32 rows alone may cause, in squared units of the rows: eps² times the mean square of the
 * coordinate with the largest one. An entry's own rounding has at most a twelfth of it; smaller variances are not variance of the activations.
 */
export function rowRounding(samples: readonly Sample[]): number {
  const squares = new Float64Array(samples[0].dimension);
  let count = 0;
  for (const { rows, dimension } of samples) {
    count += rows.length / dimension;
    for (let start = 0; start < rows.length; start += dimension)
      for (let j = 0; j < dimension; j++) squares[j] += rows[start + j] ** 2;
  }
  return FLOAT32_EPSILON ** 2 * squares.reduce((most, sum) => Math.max(most, sum / count), 0);
}
