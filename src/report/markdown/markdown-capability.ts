import type { Results } from '../../results/results.ts';
import { capabilityTables } from '../capability-table.ts';
import { markdownTable } from './markdown-table.ts';

/** Multiple choice and answers in words of the chosen arms beside the unattacked model's. Empty without questions. */
export function markdownCapability(results: Results): string[] {
  return capabilityTables(results).flatMap(({ about, columns, rows }, i) => [
    ...(i > 0 ? [''] : []),
    about,
    '',
    markdownTable(
      columns,
      rows.map(([armId, ...cells]) => [`\`${armId}\``, ...cells]),
    ),
  ]);
}
