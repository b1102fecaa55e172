import type { Results } from '../../results/results.ts';
import { THOUGHT_HEADINGS, thoughtRows, thoughtSentences } from '../thought-table.ts';
import { markdownTable } from './markdown-table.ts';

/** What the thoughts say beside the answers. Empty of models that do not think. */
export function markdownThoughts(results: Results): string[] {
  const rows = thoughtRows(results);
  if (rows.length === 0) return [];
  return [
    ...thoughtSentences(results).map((sentence) => `- ${sentence}`),
    '',
    markdownTable(
      THOUGHT_HEADINGS,
      rows.map(([arm, ...rest]) => [`\`${arm}\``, ...rest]),
      { left: [1] },
    ),
  ];
}
