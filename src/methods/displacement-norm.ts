import type { AffineMap } from '../interventions/affine-map.ts';
import type { Sample } from '../linalg/sample.ts';

/**
 * Root mean square displacement √(mean ‖T(x) − x‖²) over the rows of a sample, in units of the activations, a clipped
 * map's range included. For a map of strength λ it is |λ| times that of the full map, clipped or not.
 */
export function displacementNorm(map: AffineMap, { rows, count }: Sample): number {
  const moved = map.apply(rows);
  return Math.sqrt(moved.reduce((sum, value, i) => sum + (value - rows[i]) ** 2, 0) / count);
}
