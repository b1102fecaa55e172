import { InvalidArgumentError } from 'commander';

/** An option's value that must be an integer ≥ 1; commander names the option in its error. */
export function parsePositiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('Expected an integer ≥ 1.');
  return value;
}
