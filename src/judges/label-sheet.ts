import { extname } from 'node:path';
import { z } from 'zod';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { parseDelimitedText } from '../formats/delimited-text.ts';
import { readTextFile } from '../formats/json-file.ts';
import { encodeJsonLines, readJsonLines } from '../formats/json-lines.ts';
import type { LabelSheetRow } from './sample-labels.ts';

/** A human's label of a completion. `neither`: it neither does what was asked nor refuses. `unsure` enters no rate. */
export const HUMAN_LABELS = ['complied', 'refused', 'neither', 'unsure'] as const;
export type HumanLabel = (typeof HUMAN_LABELS)[number];

export interface HumanLabels {
  /** Labels by the sheet's sample name. */
  readonly labels: ReadonlyMap<string, HumanLabel>;
  /** Rows that nobody has labelled yet. */
  readonly blank: number;
}

const COLUMNS = ['sample', 'label', 'prompt', 'context', 'completion'] as const;
const rowSchema = z.looseObject({ sample: z.string().min(1), label: z.string().nullish() });

/** A sheet with an empty `label` column, CSV (RFC 4180) where the path ends in `.csv`, else JSON lines. */
export function encodeLabelSheet(rows: readonly LabelSheetRow[], path: string): string {
  if (!isCsv(path))
    return encodeJsonLines(rows.map(({ sample, ...texts }) => ({ sample, label: '', ...texts })));
  const line = (cells: readonly string[]) => `${cells.map(quoted).join(',')}\r\n`;
  return [
    line(COLUMNS),
    ...rows.map(({ sample, prompt, context, completion }) =>
      line([sample, '', ...[prompt, context, completion].map(inert)]),
    ),
  ].join('');
}

/**
 * Reads a labelled sheet back; only `sample` and `label` count. Throws InvalidInputError naming the row of an unknown label, of
 * a sample that occurs twice, and a file that is not such a sheet.
 */
export function readLabels(path: string): HumanLabels {
  const labels = new Map<string, HumanLabel>();
  const seen = new Set<string>();
  let blank = 0;
  for (const { where, value } of isCsv(path) ? csvRows(path) : jsonRows(path)) {
    const row = rowSchema.safeParse(value);
    if (!row.success)
      throw new InvalidInputError(where, 'lacks `sample` and `label`', 'Give the sheet that was written.');
    const { sample } = row.data;
    if (seen.has(sample)) throw new InvalidInputError(where, `sample ${sample} occurs twice`);
    seen.add(sample);
    const text = (row.data.label ?? '').trim().toLowerCase();
    const label = HUMAN_LABELS.find((known) => known === text);
    if (label) labels.set(sample, label);
    else if (text === '') blank++;
    else throw new InvalidInputError(where, 'has an unknown label', `Known: ${HUMAN_LABELS.join(', ')}.`);
  }
  return { labels, blank };
}

function isCsv(path: string): boolean {
  return extname(path).toLowerCase() === '.csv';
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

/** Spreadsheets run cells that begin like a formula. */
function inert(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

function jsonRows(path: string): { where: string; value: unknown }[] {
  return readJsonLines(path).map(({ line, value }) => ({ where: `${path}:${line}`, value }));
}

function csvRows(path: string): { where: string; value: unknown }[] {
  const text = readTextFile(path);
  const [header] = text.split(/[\r\n]/, 1);
  // Spreadsheets save with the separator of their locale.
  const delimiter = [',', ';', '\t'].find((mark) => header.includes(mark)) ?? ',';
  const { columns, records } = parseDelimitedText(text, path, delimiter);
  return records.map(({ line, cells }) => ({
    where: `${path}:${line}`,
    value: Object.fromEntries(columns.map((column, i) => [column, cells[i]])),
  }));
}
