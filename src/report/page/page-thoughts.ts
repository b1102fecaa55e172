import type { Results } from '../../results/results.ts';
import { THOUGHT_HEADINGS, thoughtRows, thoughtSentences } from '../thought-table.ts';
import type { PageTable } from './page-data.ts';

/** What the thoughts say beside the answers; null of models that do not think. */
export function pageThoughts(results: Results): PageTable | null {
  const rows = thoughtRows(results);
  return rows.length === 0
    ? null
    : { sentences: thoughtSentences(results), table: { columns: THOUGHT_HEADINGS, rows } };
}
