import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** Refuses NaN and infinities: a statistic of them would look like a number but mean nothing. */
export function requireFinite(subject: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw new InvalidInputError(
        subject,
        `value ${i} is ${values[i]}`,
        'Leave out or repair values that could not be measured before testing them.',
      );
}

/** Refuses parallel lists of different lengths. */
export function requireLength(subject: string, length: number, expected: number): void {
  if (length !== expected)
    throw new InvalidInputError(subject, `${length} entries where there should be ${expected}`);
}

/** Refuses an empty sample. */
export function requireSome(subject: string, length: number): void {
  if (length === 0) throw new InvalidInputError(subject, 'there is nothing to test: 0 prompts');
}

/** Refuses a value unless it is a whole number of at least `least`. */
export function requireCount(subject: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new InvalidInputError(subject, `${value} is not a whole number of at least ${least}`);
}
