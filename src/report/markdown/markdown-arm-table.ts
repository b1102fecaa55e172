import type { TextTable } from '../text-table.ts';
import { markdownTable } from './markdown-table.ts';

/** A sentence, and the table below it, whose first column is of arms. */
export const markdownArmTable = ({ about, columns, rows }: TextTable): string[] => [
  about,
  '',
  markdownTable(
    columns,
    rows.map(([armId, ...cells]) => [`\`${armId}\``, ...cells]),
  ),
];
