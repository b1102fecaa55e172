import type { Activations } from '../../activations/activations.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../../interventions/residual-site.ts';
import type { ClassGroups } from '../../statistics/permuted-labels.ts';
import { RandomStream } from '../../statistics/random-stream.ts';
import { fitGaussianTransport } from '../../transport/gaussian-transport.ts';
import { liftMap } from '../../transport/lift.ts';
import { displacementNorm } from '../displacement-norm.ts';
import { singleSiteFit } from '../single-site-fit.ts';
import type { ControlOptions } from './control-options.ts';
import { fitArmTransport } from './fit-arm-transport.ts';
import { permuteLabels } from './permute-labels.ts';

export interface ShuffledOptions extends ControlOptions {
  /** Index of the draw, 0-based. */
  readonly draw: number;
  /** Default 0. */
  readonly seed?: number;
  /** Duplicate groups and twins among the rows; default: every row is its own. */
  readonly groups?: ClassGroups;
}

/**
 * The pca-ot fit with the class labels permuted by group, its displacement rescaled to be as long on H (root mean
 * square) as the arm's. The pooled axes do not depend on labels, so it acts in the arm's own subspace.
 *
 * Facts by site name: `armDisplacementNorm` (what it is rescaled to), `shuffledDisplacementNorm` (before), `rescaling`
 * (their ratio), `shuffledSourceCount`, `displacementNorm`, `zeroPosition`. Throws {@link InvalidInputError} where
 * `fitPcaOt` and `permuteLabels` do, and where the shuffled map moves nothing.
 */
export function fitShuffled(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: ShuffledOptions,
): Intervention {
  const { draw, seed = 0, groups } = options;
  if (!Number.isSafeInteger(draw) || draw < 0)
    throw new InvalidInputError('draw', `${draw} is not an index of a draw`);
  const { transport, settings, recorded } = fitArmTransport(source, target, options);
  const random = new RandomStream(seed, `shuffled ${siteName(site)} ${draw}`);
  const shuffled = permuteLabels(source, target, random, groups);
  const { rank, shrinkage = { kind: 'none' } as const } = options;
  const refit = fitGaussianTransport(shuffled.source, shuffled.target, {
    rank,
    shrinkage,
    pca: transport.pca,
  });
  const map = liftMap(refit, 'keep');
  const armNorm = displacementNorm(liftMap(transport, 'keep'), source);
  const shuffledNorm = displacementNorm(map, source);
  if (shuffledNorm === 0) throw new InvalidInputError('shuffled labels', 'give a map that moves nothing');
  const rescaling = armNorm / shuffledNorm;
  return singleSiteFit({
    method: 'shuffled',
    site,
    map: map.withStrength(rescaling),
    source,
    means: transport,
    settings,
    options: { ...recorded, draw, seed, grouped: groups !== undefined },
    facts: {
      armDisplacementNorm: armNorm,
      shuffledDisplacementNorm: shuffledNorm,
      rescaling,
      shuffledSourceCount: shuffled.source.count,
    },
  });
}
