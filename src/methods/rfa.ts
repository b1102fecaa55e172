import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { AffineMap } from '../interventions/affine-map.ts';
import type { Intervention } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import { buildIntervention } from './build-intervention.ts';
import type { InterventionOptions } from './intervention-options.ts';
import { unitDirection } from './unit-direction.ts';

const POINTS = ['resid_pre', 'attn_out', 'mlp_out'] as const;

/**
 * Refusal-feature ablation (Arditi et al. 2024): x − r̂ r̂ᵀx at the input, attention output and MLP output of each of
 * the `layers` blocks, one direction r [d] for all. `origin` says where r was taken and goes into the provenance.
 * Throws {@link InvalidInputError} when r is zero or not finite and when `layers` is no positive integer.
 */
export function directionalAblation(
  layers: number,
  direction: Float32Array | Float64Array,
  options: InterventionOptions & {
    readonly origin?: { readonly layer: number; readonly position: number };
  } = {},
): Intervention {
  if (!Number.isInteger(layers) || layers < 1)
    throw new InvalidInputError('layers', `${layers} is no positive integer`);
  const { origin, ...settings } = options;
  const unit = unitDirection(direction);
  const map = new AffineMap({
    scale: new Float32Array(unit.length).fill(1),
    origin: new Float32Array(unit.length),
    basis: Float32Array.from(unit),
    gain: Float32Array.from(unit, (value) => -value),
    shift: new Float32Array(unit.length),
  });
  const sites = Array.from({ length: layers }, (_, layer) =>
    POINTS.map((point): ResidualSite => ({ layer, point })),
  );
  return buildIntervention({
    method: 'rfa',
    maps: sites.flat().map((site) => [site, map] as const),
    settings,
    options: { origin: origin ? { layer: origin.layer, position: origin.position } : null },
  });
}
