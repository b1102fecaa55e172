import type { Results } from '../../results/results.ts';
import { monitorSentences, monitorTables } from '../monitor-tables.ts';
import type { PageTables } from './page-data.ts';

/** What monitors see of the attacks; null where none were measured. */
export function pageMonitors(results: Results): PageTables | null {
  const tables = monitorTables(results);
  return tables.length === 0 ? null : { sentences: monitorSentences(results), tables };
}
