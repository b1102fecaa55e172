import { AffineMap, type AffineMapFields } from '../interventions/affine-map.ts';

/** x ↦ scale ⊙ x + shift, both [d], only inside `range` if it is given: a map of rank 0. */
export function coordinatewiseMap(
  scale: Float64Array,
  shift: Float64Array,
  range?: AffineMapFields['range'],
): AffineMap {
  return new AffineMap({
    scale: Float32Array.from(scale),
    origin: new Float32Array(scale.length),
    basis: new Float32Array(0),
    gain: new Float32Array(0),
    shift: Float32Array.from(shift),
    ...(range ? { range } : {}),
  });
}
