import type { Results } from '../../results/results.ts';
import { monitorSentences, monitorTables } from '../monitor-tables.ts';
import { markdownTable } from './markdown-table.ts';

/** Monitors of activations beside the attacks. Empty without. */
export function markdownMonitors(results: Results): string[] {
  return monitorTables(results).flatMap(({ about, columns, rows }) => [
    ...monitorSentences(results).flatMap((sentence) => [sentence, '']),
    about,
    '',
    markdownTable(
      columns,
      rows.map(([armId, ...cells]) => [`\`${armId}\``, ...cells]),
    ),
  ]);
}
