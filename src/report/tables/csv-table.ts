import type { Estimate } from '../../statistics/estimate.ts';
import type { Rate } from '../../statistics/rate.ts';

export type CsvCell = string | number | boolean | null | undefined;
export type CsvColumn<Row> = readonly [heading: string, cell: (row: Row) => CsvCell];

/**
 * CSV after RFC 4180: a header line, lines ending in CR LF, quoted where a cell needs it. Numbers in full precision, `Infinity` by
 * name; what is missing or not a number is an empty cell.
 */
export function csvTable<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const line = (cells: readonly CsvCell[]): string => `${cells.map(encode).join(',')}\r\n`;
  return [
    line(columns.map(([heading]) => heading)),
    ...rows.map((row) => line(columns.map(([, cell]) => cell(row)))),
  ].join('');
}

/** `name_k`, `name_n`, `name` (the rate), `name_low`, `name_high` (95%). */
export function rateColumns<Row>(
  name: string,
  rate: (row: Row) => Rate | null | undefined,
): CsvColumn<Row>[] {
  return [
    [`${name}_k`, (row) => rate(row)?.k],
    [`${name}_n`, (row) => rate(row)?.n],
    [name, (row) => rate(row)?.rate],
    ...intervalColumns(name, (row: Row) => rate(row)?.interval),
  ];
}

/** `name`, `name_n`, `name_low`, `name_high` (95%). */
export function estimateColumns<Row>(
  name: string,
  estimate: (row: Row) => Estimate | null | undefined,
): CsvColumn<Row>[] {
  return [
    [name, (row) => estimate(row)?.value],
    [`${name}_n`, (row) => estimate(row)?.n],
    ...intervalColumns(name, (row: Row) => estimate(row)?.interval),
  ];
}

/** `name_low`, `name_high`. */
export function intervalColumns<Row>(
  name: string,
  interval: (row: Row) => readonly [number, number] | null | undefined,
): CsvColumn<Row>[] {
  return [
    [`${name}_low`, (row) => interval(row)?.[0]],
    [`${name}_high`, (row) => interval(row)?.[1]],
  ];
}

function encode(cell: CsvCell): string {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return '';
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
