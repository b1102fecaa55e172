import type { Activations } from '../../activations/activations.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { AffineMap } from '../../interventions/affine-map.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../../interventions/residual-site.ts';
import { matrixProduct } from '../../linalg/matrix-product.ts';
import { orthonormalise } from '../../linalg/orthonormalise.ts';
import type { Sample } from '../../linalg/sample.ts';
import { squaredNorm } from '../../linalg/squared-norm.ts';
import { RandomStream } from '../../statistics/random-stream.ts';
import { singleSiteFit } from '../single-site-fit.ts';
import type { ControlOptions } from './control-options.ts';
import { fitArmTransport } from './fit-arm-transport.ts';

/** Distribution of the random axes: any direction alike, or directions in which the target class varies. */
export const RANDOM_VARIANTS = ['haar', 'covariance'] as const;
export type RandomVariant = (typeof RANDOM_VARIANTS)[number];

export interface RandomDisplacementOptions extends ControlOptions {
  readonly variant: RandomVariant;
  /** Index of the draw, 0-based. */
  readonly draw: number;
  /** Default 0. */
  readonly seed?: number;
}

/** Directions closer than this to the span of P and the earlier axes are rounding. */
const DEPENDENT = 1e-6;

/**
 * The pca-ot arm's displacement carried over to random axes: x + Q[(A − I)Pᵀ(x − mu_H) + m_S − m_H], Q [d, K] orthonormal
 * and ⟂ P. It depends on the same coordinates and is as long as the arm's at every token; only its direction differs.
 *
 * `haar`: Q = orth((I − PPᵀ) Z), Z standard normal. `covariance`: Q = orth((I − PPᵀ) Σ_S^{1/2} Z), drawn as X_SᵀW with
 * W [n_S, K] standard normal, which has the same distribution and forms nothing of size d×d.
 *
 * Facts by site name: `meanCosine`, the cosine of the mean displacement with mu_S − mu_H; `displacementNorm`,
 * `zeroPosition`. Throws {@link InvalidInputError} where `fitPcaOt` does; unless 2K ≤ d (with `covariance`: where S does
 * not vary in K directions outside the subspace); on an unknown variant and a draw that is not a count.
 */
export function fitRandomDisplacement(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: RandomDisplacementOptions,
): Intervention {
  const { variant, draw, seed = 0 } = options;
  if (!RANDOM_VARIANTS.includes(variant))
    throw new InvalidInputError('variant', `unknown "${variant}"`, `One of ${RANDOM_VARIANTS.join(', ')}.`);
  if (!Number.isSafeInteger(draw) || draw < 0)
    throw new InvalidInputError('draw', `${draw} is not an index of a draw`);
  const { transport, settings, recorded } = fitArmTransport(source, target, options);
  const { basis, linear, sourceMean, targetMean, rank } = transport;
  const d = sourceMean.length;
  const random = new RandomStream(seed, `random displacement ${variant} ${siteName(site)} K=${rank} ${draw}`);
  const axes = randomAxes(basis, rank, target, targetMean, variant, random);
  const difference = targetMean.map((value, j) => value - sourceMean[j]);
  const coordinates = matrixProduct(transposed(basis, rank), difference, d);
  const shift = matrixProduct(coordinates, axes, rank);
  const written = linear.map((value, i) => value - (i % (rank + 1) === 0 ? 1 : 0));
  const length = Math.sqrt(squaredNorm(shift) * squaredNorm(difference));
  return singleSiteFit({
    method: 'random-displacement',
    site,
    map: new AffineMap({
      scale: new Float32Array(d).fill(1),
      origin: Float32Array.from(sourceMean),
      basis: Float32Array.from(basis),
      gain: Float32Array.from(matrixProduct(written, axes, rank)),
      shift: Float32Array.from(shift),
    }),
    source,
    means: transport,
    settings,
    options: { ...recorded, variant, draw, seed },
    facts: {
      meanCosine: length === 0 ? null : shift.reduce((sum, v, j) => sum + v * difference[j], 0) / length,
    },
  });
}

/** Qᵀ, [K, d]: its rows are orthonormal and orthogonal to the columns of P. */
function randomAxes(
  basis: Float64Array,
  rank: number,
  target: Sample,
  targetMean: Float64Array,
  variant: RandomVariant,
  random: RandomStream,
): Float64Array {
  const d = targetMean.length;
  if (2 * rank > d)
    throw new InvalidInputError(
      'rank',
      `K = ${rank} leaves ${d - rank} of ${d} dimensions, too few for ${rank} other axes`,
    );
  const columns = transposed(basis, rank);
  const earlier = Array.from({ length: rank }, (_, r) => columns.subarray(r * d, (r + 1) * d));
  const axes = new Float64Array(rank * d);
  for (let r = 0; r < rank; r++) {
    const axis = variant === 'haar' ? random.normals(d) : varyingDirection(target, targetMean, random);
    if (!(orthonormalise(axis, earlier) > DEPENDENT))
      throw new InvalidInputError(
        'variant covariance',
        `the ${target.count} target rows vary in fewer than ${rank} directions outside the subspace of rank ${rank}`,
        'Lower the rank, fit on more prompts, or use the haar variant.',
      );
    earlier.push(axis);
    axes.set(axis, r * d);
  }
  return axes;
}

/** X_Sᵀw, w standard normal: normal with covariance (n_S − 1) Σ_S. */
function varyingDirection({ rows }: Sample, mean: Float64Array, random: RandomStream): Float64Array {
  const d = mean.length;
  const direction = new Float64Array(d);
  for (let start = 0; start < rows.length; start += d) {
    const weight = random.normal();
    for (let j = 0; j < d; j++) direction[j] += weight * (rows[start + j] - mean[j]);
  }
  return direction;
}

/** [d, K] → [K, d]. */
function transposed(basis: Float64Array, rank: number): Float64Array {
  const d = basis.length / rank;
  const result = new Float64Array(basis.length);
  for (let j = 0; j < d; j++) for (let r = 0; r < rank; r++) result[r * d + j] = basis[j * rank + r];
  return result;
}
