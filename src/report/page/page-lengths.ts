import type { Results } from '../../results/results.ts';
import { lengthSentences } from '../length-sentences.ts';
import { lengthHeadings, lengthRows } from '../length-table.ts';
import type { PageTable } from './page-data.ts';

/** Refusal and success against length; null where they were not looked at. */
export function pageLengths(results: Results): PageTable | null {
  const { byLength } = results;
  return byLength === undefined
    ? null
    : {
        sentences: lengthSentences(results),
        table: { columns: lengthHeadings(byLength), rows: lengthRows(byLength) },
      };
}
