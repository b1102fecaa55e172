import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { formatFraction } from '../wording/format-fraction.ts';
import type { CrossSetLeak } from './cross-set-leaks.ts';

/** Prompts to fit or select on that are near-duplicates of test prompts. */
export class LeakError extends InvalidInputError {
  readonly leaks: readonly CrossSetLeak[];

  constructor(leaks: readonly CrossSetLeak[], threshold: number) {
    const [{ a, b, similarity }] = leaks;
    super(
      'splits',
      `${leaks.length} pairs of a prompt to fit on and a test prompt are alike (Jaccard ≥ ${threshold}), ${a} and ${b} the most (${formatFraction(similarity)})`,
      'Leave those prompts out of the pool.',
    );
    this.leaks = leaks;
  }
}
