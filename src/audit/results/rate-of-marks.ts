import { type Rate, rateOf } from '../../statistics/rate.ts';

const count = (marks: string, mark: string): number => marks.split(mark).length - 1;

/** The rate of `1` in a line of `0` and `1`, one a prompt. */
export const markRate = (marks: string): Rate => rateOf(count(marks, '1'), marks.length);

/** The rate of one outcome in a line of outcome letters. */
export const letterRate = (outcomes: string, letter: string): Rate =>
  rateOf(count(outcomes, letter), outcomes.length);
