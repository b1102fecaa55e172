import type { Results } from '../../results/results.ts';
import { lengthSentences } from '../length-sentences.ts';
import { LENGTH_HEADINGS, lengthRows } from '../length-table.ts';
import type { PageLengths } from './page-data.ts';

/** Refusal and success against length; null where they were not looked at. */
export function pageLengths(results: Results): PageLengths | null {
  const { byLength } = results;
  return byLength === undefined
    ? null
    : {
        sentences: lengthSentences(results),
        table: { columns: LENGTH_HEADINGS, rows: lengthRows(byLength) },
      };
}
