import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { siteName } from '../../interventions/residual-site.ts';
import { squaredNorm } from '../../linalg/squared-norm.ts';
import { ablateEverywhere, type DirectionOrigin } from '../../methods/ablate-everywhere.ts';
import type { InterventionOptions } from '../../methods/intervention-options.ts';
import { joinInterventions } from '../../methods/join-interventions.ts';
import type { MeanDiffsFile } from './read-mean-diffs.ts';

/**
 * rfa with the direction of one candidate of a file of mean differences, at every layer of the file's
 * model. The provenance gives the origin of the direction and holds the file's SHA-256 (`data.meanDiffs`); the
 * one fact, `directionNorm` = ‖r‖, stands under the site of the direction. Facts of a fit to activations
 * (`displacementNorm`, `zeroPosition`) need the class means, which the file does not have.
 * Throws what `MeanDiffsFile.direction` throws, and InvalidInputError naming the file on a bad setting.
 */
export function fitMeanDiffs(
  file: MeanDiffsFile,
  origin: DirectionOrigin,
  settings: InterventionOptions,
): Intervention {
  const direction = file.direction(origin);
  const site = siteName({ layer: origin.layer, point: 'resid_pre' });
  try {
    const ablation = ablateEverywhere({
      method: 'rfa',
      layers: file.layers,
      directions: [direction],
      settings,
      origin,
      factsOf: () => ({ [site]: { directionNorm: Math.sqrt(squaredNorm(direction)) } }),
    });
    return joinInterventions([ablation], { options: { fittedAt: [site] }, data: { meanDiffs: file.hash } });
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(file.path, error.message);
  }
}
