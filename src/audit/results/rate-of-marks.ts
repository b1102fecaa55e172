import { type Rate, rateOfFlags } from '../../statistics/rate.ts';

/** The rate of one mark in a line of marks, one a prompt, with an interval as wide as the prompts' duplicate groups ask. */
export const rateOfMark = (marks: string, mark: string, groups: readonly number[]): Rate =>
  rateOfFlags(
    [...marks].map((each) => each === mark),
    groups,
  );
