import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { InvalidInputError } from '../errors/invalid-input-error.ts';

/**
 * A stream of draws that `seed` and `label` fix, free of built-in modules; streams of other labels are unrelated.
 * Stateful. Throws {@link InvalidInputError} on a seed that is no integer.
 */
export class RandomStream {
  readonly #generator: RandomGenerator;
  #spare: number | undefined;

  constructor(seed: number, label: string) {
    if (!Number.isSafeInteger(seed)) throw new InvalidInputError('seed', `${seed} is not an integer`);
    this.#generator = xoroshiro128plus(mixedHash(`${seed}|${label}`));
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** Uniform among 0 … `bound` − 1. */
  below(bound: number): number {
    return uniformInt(this.#generator, 0, bound - 1);
  }

  /** Standard normal, by Box and Muller's transform. */
  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  normals(count: number): Float64Array {
    return Float64Array.from({ length: count }, () => this.normal());
  }

  /** Puts the items in a random order, in place: every order is equally likely. Returns them. */
  shuffle<Items extends { readonly length: number; [index: number]: number }>(items: Items): Items {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [items[i], items[j]] = [items[j], items[i]];
    }
    return items;
  }
}

/** FNV-1a of the UTF-16 code units, then MurmurHash3's finaliser: labels that differ in a digit share no bits. */
function mixedHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
