import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import type { Intervention, Json } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import { orthonormalBasis } from '../linalg/orthonormalise.ts';
import { buildIntervention } from './build-intervention.ts';
import type { InterventionOptions } from './intervention-options.ts';
import { unitDirection } from './unit-direction.ts';

const POINTS = ['resid_pre', 'attn_out', 'mlp_out'] as const;

/** Origin of the directions; the position counts from the end of the prompt, −1 is its last token. */
export interface DirectionOrigin {
  readonly layer: number;
  readonly position: number;
}

/**
 * x − QQᵀx, Q [d, k] an orthonormal basis of the span of the directions [d], at the input, attention output and MLP
 * output of each of the `layers` blocks. `factsOf` receives the map and k: directions that depend on earlier ones are
 * dropped. Throws {@link InvalidInputError} when `layers` is not a positive integer, when there is no direction, when all
 * are zero or one is not finite, and when their dimensions differ.
 */
export function ablateEverywhere(parts: {
  readonly method: string;
  readonly layers: number;
  readonly directions: readonly (Float32Array | Float64Array)[];
  readonly settings: InterventionOptions;
  readonly options?: { readonly [key: string]: Json };
  readonly origin?: DirectionOrigin;
  readonly factsOf?: (map: AffineMap, kept: number) => { readonly [key: string]: Json };
}): Intervention {
  const { method, layers, directions, settings, options, origin, factsOf } = parts;
  if (!Number.isInteger(layers) || layers < 1)
    throw new InvalidInputError('layers', `${layers} is not a positive integer`);
  const map = spanProjection(directions);
  const sites = Array.from({ length: layers }, (_, layer) =>
    POINTS.map((point): ResidualSite => ({ layer, point })),
  );
  return buildIntervention({
    method,
    maps: sites.flat().map((site) => [site, map] as const),
    settings,
    options: { ...options, origin: origin ? { layer: origin.layer, position: origin.position } : null },
    ...(factsOf ? { facts: factsOf(map, map.rank) } : {}),
  });
}

function spanProjection(directions: readonly (Float32Array | Float64Array)[]): AffineMap {
  if (directions.length === 0) throw new InvalidInputError('directions', 'are empty');
  const d = directions[0].length;
  const other = directions.find(({ length }) => length !== d);
  if (other)
    throw new InvalidInputError(
      'directions',
      `have ${d} and ${other.length} coordinates`,
      'All need the same.',
    );
  // A NaN could pass as an independent or a dependent direction, so it is looked for first.
  for (const direction of directions) if (!direction.every(Number.isFinite)) unitDirection(direction);
  const axes = orthonormalBasis(directions);
  if (axes.length === 0) unitDirection(directions[0]);
  const rank = axes.length;
  const basis = new Float32Array(d * rank);
  const gain = new Float32Array(rank * d);
  for (const [r, axis] of axes.entries())
    for (let j = 0; j < d; j++) {
      basis[j * rank + r] = axis[j];
      gain[r * d + j] = -axis[j];
    }
  return new AffineMap({
    scale: new Float32Array(d).fill(1),
    origin: new Float32Array(d),
    basis,
    gain,
    shift: new Float32Array(d),
  });
}
