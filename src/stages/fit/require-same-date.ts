import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { ActivationSet } from '../run/activation-set.ts';

/**
 * Throws {@link InvalidInputError} where chat templates saw different dates for the two classes: a map would move the date beside what tells
 * the classes apart. A set that does not say its date is taken as it is.
 */
export function requireSameDate(
  source: Pick<ActivationSet, 'name' | 'date'>,
  target: Pick<ActivationSet, 'name' | 'date'>,
): void {
  if (source.date !== undefined && target.date !== undefined && source.date !== target.date)
    throw new InvalidInputError(
      `${source.name} and ${target.name}`,
      `were captured with the dates ${source.date} and ${target.date}`,
      'Capture both with the same `date`.',
    );
}
