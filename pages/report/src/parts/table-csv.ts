import { csvTable } from '../../../../src/report/tables/csv-table.ts';
import type { FigureTable } from './figure-table.ts';

/** A figure's numbers as CSV, with a mark at its start by which spreadsheets know UTF-8. */
export function tableCsv({ columns, rows }: FigureTable): string {
  const cells = columns.map((heading, i) => [heading, (row: FigureTable['rows'][number]) => row[i]] as const);
  return `\ufeff${csvTable(cells, rows)}`;
}
