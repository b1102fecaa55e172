import type { Results } from '../../results/results.ts';
import { monitorSentences, monitorTables } from '../monitor-tables.ts';
import { markdownArmTable } from './markdown-arm-table.ts';

/** Monitors of activations beside the attacks. Empty without. */
export const markdownMonitors = (results: Results): string[] => [
  ...monitorSentences(results).flatMap((sentence) => [sentence, '']),
  ...monitorTables(results).flatMap(markdownArmTable),
];
