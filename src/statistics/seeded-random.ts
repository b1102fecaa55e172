import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { stableHash } from './stable-hash.ts';

/** A stream of random draws determined by `seed` and `label`; streams of different labels are unrelated. Stateful. */
export class SeededRandom {
  readonly #generator: RandomGenerator;

  constructor(seed: number, label = '') {
    if (!Number.isSafeInteger(seed)) throw new InvalidInputError('seed', `${seed} is not an integer`);
    this.#generator = xoroshiro128plus(Number.parseInt(stableHash(`${seed}|${label}`).slice(0, 8), 16) | 0);
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** Uniform among 0 … `bound` − 1. */
  below(bound: number): number {
    return uniformInt(this.#generator, 0, bound - 1);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }

  /** One of the items, with probability proportional to its weight. */
  pickWeighted<Item extends { readonly weight: number }>(items: readonly Item[]): Item {
    let rest = this.uniform() * items.reduce((sum, { weight }) => sum + weight, 0);
    for (const item of items) if ((rest -= item.weight) < 0) return item;
    return items[items.length - 1];
  }
}
