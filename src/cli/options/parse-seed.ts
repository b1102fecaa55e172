import { InvalidArgumentError } from 'commander';

/** An option's value that must be an integer ≥ 0; commander names the option in its error. */
export function parseSeed(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('Expected an integer ≥ 0.');
  return Number(text);
}
