import type { Results } from '../../results/results.ts';
import { againstSentences, againstTables } from '../against-tables.ts';
import type { PageTables } from './page-data.ts';

/** Modified checkpoints beside the model; null where there are none. */
export function pageAgainst(results: Results): PageTables | null {
  const tables = againstTables(results);
  return tables.length === 0 ? null : { sentences: againstSentences(results), tables };
}
