import { InvalidArgumentError } from 'commander';

/** An option's value that must be an integer of either sign; commander names the option in its error. */
export function parseInteger(text: string): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('Expected an integer.');
  return value;
}
