import type { Results } from '../../results/results.ts';
import { againstSentences, againstTables } from '../against-tables.ts';
import { markdownTable } from './markdown-table.ts';

/** Modified checkpoints: what they are, what they do, and where their weights differ. Empty where there are none. */
export const markdownAgainst = (results: Results): string[] => [
  ...againstSentences(results).flatMap((sentence) => [sentence, '']),
  ...againstTables(results).flatMap(({ about, columns, rows }) => [
    about,
    '',
    markdownTable(columns, rows, { left: [columns.length - 1] }),
    '',
  ]),
];
