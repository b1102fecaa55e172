import type { ClaimResult } from '../results/results.ts';

/** What is said of a claim: a difference that is shown to be small is evidence neither for the claim nor against it. */
export function claimWords({ number, conclusion }: Pick<ClaimResult, 'number' | 'conclusion'>): string {
  return conclusion === 'not supported' && number !== 2
    ? 'not supported: equal within 10 points'
    : conclusion;
}
