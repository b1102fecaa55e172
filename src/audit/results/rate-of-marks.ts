import { type Rate, rateOfFlags } from '../../statistics/rate.ts';

/** Which prompts have one mark, in a line of marks, one a prompt. */
export const withMark = (marks: string, mark: string): boolean[] => [...marks].map((each) => each === mark);

/** The rate of one mark in a line of marks, one a prompt, with an interval as wide as the prompts' duplicate groups ask. */
export const rateOfMark = (marks: string, mark: string, groups: readonly number[]): Rate =>
  rateOfFlags(withMark(marks, mark), groups);
