import type { PrecisionMark } from '../../checkpoint/precision/precision.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { ActivationsFile } from './read-activations.ts';

/**
 * What both classes were captured in, for an intervention's provenance: `{}` for float32. Throws {@link InvalidInputError} where they
 * differ: a map would move what rounding did to one class beside what tells the classes apart.
 */
export function sharedPrecision(
  source: Pick<ActivationsFile, 'path' | 'precision'>,
  target: Pick<ActivationsFile, 'path' | 'precision'>,
): { readonly precision?: PrecisionMark } {
  if (source.precision !== target.precision)
    throw new InvalidInputError(
      `${source.path} and ${target.path}`,
      `were captured in ${source.precision ?? 'float32'} and ${target.precision ?? 'float32'}`,
      'Capture both with the same --precision.',
    );
  return source.precision === undefined ? {} : { precision: source.precision };
}
