import type { Results } from '../../results/results.ts';
import { claimReasons } from '../claim-reasons.ts';
import { claimSentence } from '../claim-sentence.ts';
import { claimWords } from '../claim-words.ts';
import { markdownTable } from './markdown-table.ts';

/** The paper's claims with what this run says of each; empty where the results judge none. */
export function markdownClaims(results: Results): string {
  const { claims } = results;
  if (claims.length === 0) return '';
  return markdownTable(
    ['claim', 'on this model', 'because', 'decided by'],
    claims.map((claim) => [
      `${claim.number}. ${claimSentence(claim)}`,
      `**${claimWords(claim)}**`,
      claimReasons(claim, results).join('; ') || 'no reason given',
      claim.decidedBy,
    ]),
    { left: [1, 2, 3] },
  );
}
