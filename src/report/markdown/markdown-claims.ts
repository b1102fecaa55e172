import type { Results } from '../../results/results.ts';
import { formatReason } from '../format-conclusion.ts';
import { markdownTable } from './markdown-table.ts';

/** The paper's claims with what this run says of each; empty where the results judge none. */
export function markdownClaims({ claims }: Results): string {
  if (claims.length === 0) return '';
  return markdownTable(
    ['claim', 'on this model', 'because'],
    claims.map(({ number, claim, conclusion, because }) => [
      `${number}. ${claim}`,
      `**${conclusion}**`,
      because.map(formatReason).join('; ') || 'no reason given',
    ]),
    { left: [1, 2] },
  );
}
