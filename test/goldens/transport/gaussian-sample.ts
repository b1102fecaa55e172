import { Matrix, QrDecomposition } from 'ml-matrix';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Sample } from '../../../src/linalg/sample.ts';

/** `count` standard normal numbers, fixed by the seed. */
export function gaussians(seed: number, count: number): Float64Array {
  const generator = xoroshiro128plus(seed);
  return Float64Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)));
    return radius * Math.cos(2 * Math.PI * uniformFloat64(generator));
  });
}

/** An orthogonal [d, d] matrix, fixed by the seed. */
export function orthogonal(seed: number, d: number): Float64Array {
  const { orthogonalMatrix } = new QrDecomposition(Matrix.from1DArray(d, d, gaussians(seed, d * d)));
  return Float64Array.from(orthogonalMatrix.to1DArray());
}

/**
 * Rows of a Gaussian in R^d with standard deviations 4 · decay^j along random axes and a random mean of about 1 a
 * coordinate; axes come from `axesSeed`, so two classes can share them.
 */
export function gaussianSample(
  seed: number,
  count: number,
  dimension: number,
  options: { decay?: number; axesSeed?: number; spread?: number } = {},
): Sample {
  const { decay = 0.75, axesSeed = seed, spread = 1 } = options;
  const axes = orthogonal(axesSeed + 7919, dimension);
  const mean = gaussians(seed + 104729, dimension);
  const draws = gaussians(seed, count * dimension);
  const rows = new Float32Array(count * dimension);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < dimension; j++) {
      let value = mean[j];
      for (let k = 0; k < dimension; k++)
        value += spread * 4 * decay ** k * draws[i * dimension + k] * axes[k * dimension + j];
      rows[i * dimension + j] = value;
    }
  return { rows, count, dimension };
}

/** rows · matrix, [n, d], sums in float64. */
export function transform(rows: Float32Array, matrix: Float64Array, dimension: number): Float32Array {
  const result = new Float32Array(rows.length);
  for (let start = 0; start < rows.length; start += dimension)
    for (let j = 0; j < dimension; j++) {
      let value = 0;
      for (let k = 0; k < dimension; k++) value += rows[start + k] * matrix[k * dimension + j];
      result[start + j] = value;
    }
  return result;
}

/** max |a − b| / max(floor, max |b|). */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>, floor = 0): number {
  if (a.length !== b.length) throw new Error(`lengths ${a.length} and ${b.length}`);
  let difference = 0;
  let size = floor;
  for (let i = 0; i < a.length; i++) {
    const here = Math.abs(a[i] - b[i]);
    if (!(here <= difference)) difference = here;
    size = Math.max(size, Math.abs(b[i]));
  }
  return size === 0 ? difference : difference / size;
}
