import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { parseDelimitedText } from '../formats/delimited-text.ts';
import { readTextFile } from '../formats/json-file.ts';
import { readParquetFile } from '../formats/parquet-file.ts';
import { PromptError } from './prompt-error.ts';
import { TABLE_FORMATS, type TableFormat, tableFormatOf } from './table-formats.ts';

/** A file of prompts as rows of cells, before anybody knows what its columns mean. */
export interface PromptTable {
  /** `lines` and `list` have the one column `prompt`: plain text, and a JSON list of strings. */
  readonly form: 'table' | 'lines' | 'list';
  readonly columns: readonly string[];
  readonly rows: readonly PromptRow[];
}

export interface PromptRow {
  /** Among the file's rows, from 1. */
  readonly number: number;
  readonly where: string;
  readonly cells: Readonly<Record<string, unknown>>;
}

const LISTED = 'prompt';

/**
 * Reads a file of prompts. `name` is what errors call it. Throws InvalidInputError naming file and line where the file
 * is missing, empty or malformed; no message holds any of its content.
 */
export async function readPromptTable(
  path: string,
  {
    name = path,
    format = tableFormatOf(path),
  }: { readonly name?: string; readonly format?: TableFormat } = {},
): Promise<PromptTable> {
  const table = await read(path, name, format);
  if (table.rows.length === 0) throw new InvalidInputError(name, 'has no rows');
  return table;
}

async function read(path: string, name: string, format: TableFormat | undefined): Promise<PromptTable> {
  switch (format) {
    case 'csv':
    case 'tsv':
      return delimited(readTextFile(path), name, format === 'csv' ? ',' : '\t');
    case 'json':
      return fromValues(parseJson(readTextFile(path), name), name);
    case 'jsonl':
      return fromObjects(
        nonBlankLines(readTextFile(path)).map(({ line, text }) => ({
          where: `${name}:${line}`,
          value: parseJson(text, `${name}:${line}`),
        })),
      );
    case 'parquet': {
      const { columns, rows } = await readParquetFile(path);
      return {
        form: 'table',
        columns,
        rows: rows.map((cells, index) => ({ number: index + 1, where: `${name}:row ${index + 1}`, cells })),
      };
    }
    case 'txt':
      return listed(
        'lines',
        nonBlankLines(readTextFile(path)).map(({ line, text }) => ({
          where: `${name}:${line}`,
          text: text.trim(),
        })),
      );
    case undefined:
      throw new InvalidInputError(
        name,
        'has no ending that says its format',
        `Known: ${TABLE_FORMATS.map((known) => `.${known}`).join(', ')}. Rename it or say the format.`,
      );
  }
}

function delimited(text: string, name: string, delimiter: string): PromptTable {
  const { columns, records } = parseDelimitedText(text, name, delimiter);
  const rows = records.map(({ line, cells }, index) => ({
    number: index + 1,
    where: `${name}:${line}`,
    cells: Object.fromEntries(columns.map((column, i) => [column, cells[i]])),
  }));
  return { form: 'table', columns, rows };
}

/** A JSON file: a list of strings, or of objects. */
function fromValues(value: unknown, name: string): PromptTable {
  if (!Array.isArray(value))
    throw new InvalidInputError(name, 'is not a JSON list', 'Expected a list of strings or of objects.');
  const where = (index: number): string => `${name}:row ${index + 1}`;
  if (!value.some((entry) => typeof entry === 'string'))
    return fromObjects(value.map((entry, index) => ({ where: where(index), value: entry })));
  return listed(
    'list',
    value.map((entry, index) => {
      if (typeof entry !== 'string') throw new PromptError(where(index), 'is not a string as others are');
      return { where: where(index), text: entry };
    }),
  );
}

function fromObjects(entries: readonly { readonly where: string; readonly value: unknown }[]): PromptTable {
  const columns = new Set<string>();
  const rows = entries.map(({ where, value }, index) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new PromptError(where, 'is not a JSON object');
    for (const column of Object.keys(value)) columns.add(column);
    return { number: index + 1, where, cells: value as Record<string, unknown> };
  });
  return { form: 'table', columns: [...columns], rows };
}

function listed(
  form: 'lines' | 'list',
  entries: readonly { readonly where: string; readonly text: string }[],
): PromptTable {
  const rows = entries.map(({ where, text }, index) => ({
    number: index + 1,
    where,
    cells: { [LISTED]: text },
  }));
  return { form, columns: [LISTED], rows };
}

function nonBlankLines(text: string): { readonly line: number; readonly text: string }[] {
  return text
    .split('\n')
    .map((content, index) => ({ line: index + 1, text: content }))
    .filter(({ text: content }) => content.trim() !== '');
}

/** The engine's own message would quote the text around the error. */
function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    const line = position === undefined ? 1 : text.slice(0, Number(position)).split('\n').length;
    throw new InvalidInputError(
      line > 1 ? `${where}:${line}` : where,
      `is not JSON${position === undefined ? '' : ` (at character ${position})`}`,
    );
  }
}
