import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { Sample } from '../linalg/sample.ts';

/** Throws {@link InvalidInputError} unless both samples have one dimension and at least `minimum` rows each. */
export function checkSamples(source: Sample, target: Sample, minimum = 2): void {
  if (source.dimension !== target.dimension)
    throw new InvalidInputError(
      'activations',
      `source has dimension ${source.dimension}, target ${target.dimension}`,
      'Capture both classes from the same model at the same site.',
    );
  for (const [name, sample] of Object.entries({ source, target }))
    if (sample.count < minimum)
      throw new InvalidInputError(
        `${name} activations`,
        `${sample.count} rows, at least ${minimum} are needed`,
      );
}
