import type { Activations } from '../../activations/activations.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import type { ResidualSite } from '../../interventions/residual-site.ts';
import { squaredNorm } from '../../linalg/squared-norm.ts';
import { symmetricEigen } from '../../linalg/symmetric-eigen.ts';
import { liftMap } from '../../transport/lift.ts';
import { singleSiteFit } from '../single-site-fit.ts';
import type { ControlOptions } from './control-options.ts';
import { fitArmTransport } from './fit-arm-transport.ts';

/** ‖A′ − A‖_F as a share of ‖A − I‖_F below which the control is too close to the arm to say anything. */
export const SMALLEST_ROTATION = 0.5;

/**
 * The pca-ot arm with the eigenvalues of A = VΛVᵀ in reverse order, A′ = V Λ_reversed Vᵀ: it stretches as much, along the
 * wrong axes, and moves the mean alike. Facts by site name: `rotation` ‖A′ − A‖_F/‖A − I‖_F (null where A = I),
 * `readable` (rotation ≥ .5), `mapEigenvalues` of A, `displacementNorm`, `zeroPosition`. Throws
 * {@link InvalidInputError} for K = 1 and where `fitPcaOt` does.
 */
export function fitRotated(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: ControlOptions,
): Intervention {
  if (options.rank === 1)
    throw new InvalidInputError('rank', 'K = 1 has one eigenvalue, which has no other order', 'Use K ≥ 2.');
  const { transport, settings, recorded } = fitArmTransport(source, target, options);
  const { linear, rank } = transport;
  const { values, vectors } = symmetricEigen(linear, rank);
  const rotated = new Float64Array(rank * rank);
  for (let r = 0; r < rank; r++)
    for (let i = 0; i < rank; i++)
      for (let j = 0; j < rank; j++)
        rotated[i * rank + j] += values[rank - 1 - r] * vectors[i * rank + r] * vectors[j * rank + r];
  const away = Math.sqrt(squaredNorm(rotated.map((value, i) => value - linear[i])));
  const whole = Math.sqrt(squaredNorm(linear.map((value, i) => value - (i % (rank + 1) === 0 ? 1 : 0))));
  const rotation = whole === 0 ? null : away / whole;
  return singleSiteFit({
    method: 'rotated',
    site,
    map: liftMap({ ...transport, linear: rotated }, 'keep'),
    source,
    means: transport,
    settings,
    options: recorded,
    facts: {
      rotation,
      readable: rotation !== null && rotation >= SMALLEST_ROTATION,
      mapEigenvalues: [...values],
    },
  });
}
