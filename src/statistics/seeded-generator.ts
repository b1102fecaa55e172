import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** Mixes every bit of a 32-bit integer into every other (the finaliser of MurmurHash3): seeds 1 and 2 give unrelated streams. */
function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** The stream of random integers determined by `seed` (a safe integer) and the number of the stream. Stateful. */
export function seededGenerator(seed: number, stream = 0): RandomGenerator {
  if (!Number.isSafeInteger(seed)) throw new InvalidInputError('seed', `${seed} is not a whole number`);
  const high = Math.floor(seed / 2 ** 32);
  const generator = xoroshiro128plus(mixed(mixed(mixed(seed) ^ high) + stream));
  // The first outputs of this generator still show the structure of its initial state.
  for (let i = 0; i < 8; i++) generator.next();
  return generator;
}
