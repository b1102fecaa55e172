import type { GroupLabels } from './group-index.ts';
import { type Rate, rateOfFlags } from './rate.ts';
import { requireSome } from './require-input.ts';

export interface LargestRate {
  /** Place of the arm with the largest observed rate; the first of those that tie. */
  readonly index: number;
  readonly rate: Rate;
  /** Upper end of a 95% interval of the largest true rate, which is above every arm's true rate at once. */
  readonly upper: number;
}

/**
 * The largest of several rates on the same prompts, with a bound that holds for all arms at once. `flags[a]` holds the successes of arm a,
 * prompt by prompt.
 *
 * Let a be the arm with the largest true rate p_a. It does not depend on the prompts drawn, so the upper end u_a of its own
 * interval lies below p_a as seldom as that of any interval, and max u ≥ u_a. So max u needs no correction for the number of arms; the
 * arms must have been named before these prompts were looked at. The observed maximum itself is biased upwards.
 * Throws InvalidInputError if there are no arms or no prompts.
 */
export function largestRate(flags: readonly (readonly boolean[])[], groups?: GroupLabels): LargestRate {
  requireSome('largest rate: arms', flags.length);
  requireSome('largest rate: prompts', flags[0].length);
  const rates = flags.map((each) => rateOfFlags(each, groups));
  const most = Math.max(...rates.map(({ k }) => k));
  const index = rates.findIndex(({ k }) => k === most);
  return { index, rate: rates[index], upper: Math.max(...rates.map(({ interval }) => interval![1])) };
}
