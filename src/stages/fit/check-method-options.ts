import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { type FitMethod, REFITTABLE_METHODS } from './fit-methods.ts';

const METHODS_OF_OPTION = {
  rank: ['pca-ot', 'mean-shift'],
  complement: ['pca-ot'],
  shrinkage: ['pca-ot', 'leace'],
  support: ['linear-act'],
  grid: ['som'],
  refit: REFITTABLE_METHODS,
} as const satisfies Readonly<Record<string, readonly FitMethod[]>>;

/** Throws {@link InvalidInputError} naming the first option that was given to a method that does not have it. */
export function checkMethodOptions(
  method: FitMethod,
  given: Readonly<Partial<Record<keyof typeof METHODS_OF_OPTION, unknown>>>,
): void {
  for (const [option, methods] of Object.entries(METHODS_OF_OPTION))
    if (given[option as keyof typeof given] !== undefined && !methods.some((known) => known === method))
      throw new InvalidInputError(
        `\`${option}\``,
        `${method} does not take it`,
        `For ${methods.join(', ')}.`,
      );
}
