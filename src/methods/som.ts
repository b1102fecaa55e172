import type { Activations } from '../activations/activations.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';
import type { Sample } from '../linalg/sample.ts';
import { ablateEverywhere, type DirectionOrigin } from './ablate-everywhere.ts';
import { defineMethod } from './define-method.ts';
import type { InterventionOptions } from './intervention-options.ts';
import { type MeanDifference, meanDifference } from './mean-difference.ts';
import {
  type ResolvedSomOptions,
  resolveSomOptions,
  type SomOptions,
  trainSom,
} from './self-organising-map.ts';
import { fitFacts } from './single-site-fit.ts';

/**
 * Several refusal directions (Piras et al. 2026, "SOM Directions are Better than One"): w_k − mu_S, [d] each, of the
 * neurons of a self-organising map trained on the source (harmful) activations, most frequent winner first; neurons
 * that win no row are dropped, as in the published code. A map of one neuron gives mu_H − mu_S.
 *
 * The published map is trained online on rows drawn at random (hexagonal 4×4, 10,000 steps, width about 0.3, rate
 * 0.01), and a search over the validation set then picks 2 to 7 of its 16 directions. Here the grid is rectangular and
 * trained in batches from the principal plane ({@link trainSom}): nothing is drawn, so the same activations give the
 * same directions. There is also no search, hence 2×2 by default: as many directions as the search tends to keep, and
 * the default of the published script. Throws `InvalidInputError` on a bad option, unequal dimensions, no rows.
 */
export function somDirections(
  source: Activations,
  target: Activations,
  options: SomOptions = {},
): Float64Array[] {
  const found = findDirections(source, meanDifference(source, target), resolveSomOptions(options));
  return found.map(({ direction }) => direction);
}

/**
 * Ablation of the span of several directions [d] wherever rfa ablates one: x − QQᵀx, Q an orthonormal basis. Projecting
 * them out one after the other, as published, is a different map where they are not orthogonal: it leaves a part of all
 * but the last. Facts: `directionsGiven`, `directionsKept` (k; numerically dependent ones add nothing). Throws
 * `InvalidInputError` as rfa does.
 */
export function spanAblation(
  layers: number,
  directions: readonly (Float32Array | Float64Array)[],
  options: InterventionOptions & { readonly origin?: DirectionOrigin } = {},
): Intervention {
  const { origin, ...settings } = options;
  return ablateEverywhere({
    method: 'som',
    layers,
    directions,
    settings,
    ...(origin ? { origin } : {}),
    factsOf: (_, kept) => ({ directionsGiven: directions.length, directionsKept: kept }),
  });
}

/**
 * {@link spanAblation} of the {@link somDirections} of the activations at `site`. Facts under that site's name, though
 * the map acts elsewhere: `wins` (source rows per direction), `directionsKept`, `displacementNorm`, `zeroPosition`.
 */
export function fitSom(
  layers: number,
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: InterventionOptions & SomOptions & { readonly origin?: DirectionOrigin } = {},
): Intervention {
  const { grid, iterations, sigma, origin, ...settings } = options;
  const resolved = resolveSomOptions({ grid, iterations, sigma });
  const means = meanDifference(source, target);
  const found = findDirections(source, means, resolved);
  return ablateEverywhere({
    method: 'som',
    layers,
    directions: found.map(({ direction }) => direction),
    settings,
    options: { ...resolved },
    ...(origin ? { origin } : {}),
    factsOf: (map, kept) => ({
      [siteName(site)]: {
        wins: found.map(({ wins }) => wins),
        directionsKept: kept,
        ...fitFacts(map, source, means),
      },
    }),
  });
}

function findDirections(
  { rows, count, dimension: d }: Sample,
  { sourceMean, direction }: MeanDifference,
  options: ResolvedSomOptions,
): { readonly direction: Float64Array; readonly wins: number }[] {
  const winners = trainSom({ rows, count, dimension: d }, sourceMean, options)
    .filter(({ wins }) => wins > 0)
    .sort((a, b) => b.wins - a.wins);
  return winners.map(({ weights, wins }) => {
    const towards = Float64Array.from(direction);
    for (let i = 0; i < count; i++)
      for (let j = 0; j < d; j++) towards[j] += weights[i] * (rows[i * d + j] - sourceMean[j]);
    return { direction: towards, wins };
  });
}

export const somMethod = defineMethod({
  name: 'som',
  title: 'Ablation of several directions',
  note: 'Projects out the span of four directions found by a self-organising map, in every layer.',
  point: 'resid_pre',
  takes: ['grid'],
  actsEverywhere: true,
  alongDifference: true,
  audited: 'chosen-layers',
  style: { colour: '#5c6169', symbol: 'wye', page: { light: '#5c6169', dark: '#b3b5b6' } },
  fit: (site, { source, target }, { layers, origin, grid, settings }) =>
    fitSom(layers, site, source, target, {
      ...settings,
      ...(origin ? { origin } : {}),
      ...(grid ? { grid } : {}),
    }),
});
