import { InvalidArgumentError } from 'commander';

/** An option's value that must be a finite number; commander names the option in its error. */
export function parseFiniteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
}
