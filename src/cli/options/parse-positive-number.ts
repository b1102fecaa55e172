import { InvalidArgumentError } from 'commander';

/** An option's value that must be a finite number > 0; commander names the option in its error. */
export function parsePositiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError('Expected a number > 0.');
  return value;
}
