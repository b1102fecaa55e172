import { InvalidArgumentError } from 'commander';
import { parseFiniteNumber } from './parse-finite-number.ts';

export function parseThreshold(text: string): number {
  const value = parseFiniteNumber(text);
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('Expected a number above 0, at most 1.');
  return value;
}
