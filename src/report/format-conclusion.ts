import type { Conclusion } from '../statistics/conclude-paired.ts';

const WORDS: Readonly<Record<Conclusion, string>> = {
  effect: 'effect',
  // "null" alone reads as a missing value.
  null: 'none (within ±0.10)',
  inconclusive: 'inconclusive',
};

/** A test's conclusion in words. */
export const formatConclusion = (conclusion: Conclusion): string => WORDS[conclusion];

/** A reason of a claim with the conclusions of the tests in it put into words. */
export function formatReason(reason: string): string {
  return reason.replace(/: null\)/g, ': none within ±10 points)');
}
