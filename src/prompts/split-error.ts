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
    facts: {
      readonly sizes: SplitSizes;
      readonly available: number;
      readonly groups: number;
      /** Which prompts; default "splits". */
      readonly subject?: string;
      /** Prompts that are not available for a near-duplicate in a test source. */
      readonly dropped?: number;
    },
    remedy: string,
  ) {
    const { sizes, available, groups, subject = 'splits', dropped = 0 } = facts;
    const others = dropped === 0 ? '' : ` (${dropped} more are near-duplicates of test prompts)`;
    const asked = Object.entries(sizes)
      .map(([split, size]) => `${split} ${size}`)
      .join(', ');
    super(
      subject,
      `${asked} ${problem} ${available} prompts in ${groups} near-duplicate groups${others}`,
      remedy,
    );
    this.sizes = sizes;
    this.available = available;
    this.groups = groups;
  }
}
