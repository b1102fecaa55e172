import type { PrecisionMark } from '../../checkpoint/precision/precision.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { ActivationSet } from '../run/activation-set.ts';

/**
 * The precision of both classes' captures, for an intervention's provenance: `{}` for float32. Throws {@link InvalidInputError} if they
 * differ: a map would then also move the difference of rounding between the classes.
 */
export function sharedPrecision(
  source: Pick<ActivationSet, 'name' | 'precision'>,
  target: Pick<ActivationSet, 'name' | 'precision'>,
): { readonly precision?: PrecisionMark } {
  if (source.precision !== target.precision)
    throw new InvalidInputError(
      `${source.name} and ${target.name}`,
      `were captured in ${source.precision ?? 'float32'} and ${target.precision ?? 'float32'}`,
      'Capture both in the same `precision`.',
    );
  return source.precision === undefined ? {} : { precision: source.precision };
}
