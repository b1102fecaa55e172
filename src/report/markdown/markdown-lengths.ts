import type { Results } from '../../results/results.ts';
import { lengthSentences } from '../length-sentences.ts';
import { lengthHeadings, lengthRows } from '../length-table.ts';
import { markdownTable } from './markdown-table.ts';

/** Refusal and success against length. Empty where it was not looked at. */
export function markdownLengths(results: Results, image: readonly string[]): string[] {
  if (results.byLength === undefined) return [];
  return [
    ...image,
    ...lengthSentences(results).map((sentence) => `- ${sentence}`),
    '',
    markdownTable(
      lengthHeadings(results.byLength),
      lengthRows(results.byLength).map(([arm, ...rest]) => [`\`${arm}\``, ...rest]),
    ),
  ];
}
