import type { Conclusion } from '../statistics/conclude-paired.ts';

const WORDS: Readonly<Record<Conclusion, string>> = {
  effect: 'effect',
  // "null" alone reads as a missing value.
  null: 'none (within ±10 points)',
  inconclusive: 'inconclusive',
};

/** A test's conclusion in words. */
export const formatConclusion = (conclusion: Conclusion): string => WORDS[conclusion];
