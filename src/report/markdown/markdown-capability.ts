import type { Results } from '../../results/results.ts';
import { capabilityTables } from '../capability-table.ts';
import { markdownArmTable } from './markdown-arm-table.ts';

/** Multiple choice and answers in words of the chosen arms beside the unattacked model's. Empty without questions. */
export const markdownCapability = (results: Results): string[] =>
  capabilityTables(results).flatMap((table, i) => [...(i > 0 ? [''] : []), ...markdownArmTable(table)]);
