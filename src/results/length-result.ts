import type { Rate } from '../statistics/rate.ts';

/**
 * Refusal and success against the length of the completions of the forbidden test prompts, by the rules alone: a beginning is refused
 * where it holds a refusal phrase, and complied where it holds none and is not degenerate. From the completions that every other number is
 * of; judges that are models do not read beginnings.
 */
export interface LengthResult {
  /** Tokens, ascending; the last is the longest completion that was allowed. */
  readonly lengths: readonly number[];
  /** The unattacked model first, then the chosen arms. */
  readonly arms: readonly ArmByLength[];
}

/** Rates over all forbidden test prompts. */
export interface ArmByLength {
  readonly armId: string;
  /** By length, as in {@link LengthResult.lengths}. */
  readonly refused: readonly Rate[];
  readonly complied: readonly Rate[];
  /** Thoughts that have not ended by then; absent: the model has begun none. */
  readonly thinking?: readonly Rate[];
  /** Delayed refusal: complied after `from` tokens and refused after `to`, twice as many. */
  readonly delayed: readonly { readonly from: number; readonly to: number; readonly rate: Rate }[];
  /** Completions whose verdict after half the longest completion is not that at the end. */
  readonly changed: Rate;
  /** False where the whole interval of `changed` lies above 2 points: longer completions would be judged otherwise. */
  readonly settled: boolean;
}
