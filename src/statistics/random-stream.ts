import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { seededGenerator } from './seeded-generator.ts';

/**
 * A stream of draws determined by `seed` and `label`, free of built-in modules; streams of other labels are unrelated.
 * Stateful. Throws `InvalidInputError` on a seed that is not an integer.
 */
export class RandomStream {
  readonly #generator: RandomGenerator;
  #spare: number | undefined;

  constructor(seed: number, label: string) {
    this.#generator = seededGenerator(seed, labelHash(label));
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

/** FNV-1a of the UTF-16 code units. */
function labelHash(label: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193);
  return hash | 0;
}
