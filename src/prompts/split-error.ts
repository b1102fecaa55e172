import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { SplitSizes } from './split-sizes.ts';

/** Splits that a set of prompts cannot fill. */
export class SplitError extends InvalidInputError {
  readonly sizes: SplitSizes;
  /** Prompts to split, and their near-duplicate groups. */
  readonly available: number;
  readonly groups: number;

  constructor(
    problem: string,
    facts: { readonly sizes: SplitSizes; readonly available: number; readonly groups: number },
    remedy: string,
  ) {
    const { sizes, available, groups } = facts;
    const asked = Object.entries(sizes)
      .map(([split, size]) => `${split} ${size}`)
      .join(', ');
    super('splits', `${asked} ${problem} ${available} prompts in ${groups} near-duplicate groups`, remedy);
    this.sizes = sizes;
    this.available = available;
    this.groups = groups;
  }
}
