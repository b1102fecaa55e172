import { type CsvErrorCode, parse } from 'csv-parse/sync';
import { InvalidInputError } from '../errors/invalid-input-error.ts';

export interface DelimitedTable {
  /** Names in the header line, in order; no two are equal. */
  readonly columns: readonly string[];
  readonly records: readonly DelimitedRecord[];
}

export interface DelimitedRecord {
  /** Line of the record's first character; 1-based. Quoted fields may span several lines. */
  readonly line: number;
  /** One per column. */
  readonly cells: readonly string[];
}

/** Problems that the parser reports, in words that quote nothing from the file: a cell may hold text that must not reach a log. */
const PROBLEMS: Partial<Record<CsvErrorCode | 'INVALID_OPENING_QUOTE', string>> = {
  INVALID_OPENING_QUOTE: 'has a quote inside an unquoted field',
  CSV_INVALID_CLOSING_QUOTE: 'has text behind a closing quote',
  CSV_QUOTE_NOT_CLOSED: 'opens a quoted field that never ends',
};

/**
 * Parses comma-separated (RFC 4180) or otherwise delimited text with a header line; empty lines are skipped, line ends
 * may be mixed. Throws InvalidInputError naming `path:line` of what is malformed, and the file where it has no header
 * or names a column twice. Messages hold no cell's content.
 */
export function parseDelimitedText(text: string, path: string, delimiter = ','): DelimitedTable {
  const bytes = Buffer.from(text);
  let parsed: { readonly record: string[]; readonly info: { readonly bytes: number } }[];
  try {
    parsed = parse(bytes, {
      delimiter,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
    }) as unknown as typeof parsed;
  } catch (error) {
    const { code, bytes: at } = error as { readonly code?: CsvErrorCode; readonly bytes?: number };
    if (code === undefined) throw error;
    throw new InvalidInputError(
      `${path}:${new LineCounter(bytes).lineAt(at ?? 0)}`,
      PROBLEMS[code] ?? `cannot be parsed (${code})`,
    );
  }
  const counter = new LineCounter(bytes);
  // The parser counts CR LF inside quotes as two lines.
  const records = parsed.map(({ record }, index) => ({
    line: counter.lineOfRecord(index === 0 ? 0 : parsed[index - 1].info.bytes),
    cells: record,
  }));
  const [header, ...rest] = records;
  if (!header)
    throw new InvalidInputError(path, 'is empty', 'Expected a header line and one record per line.');
  const columns = header.cells.map((name) => name.trim());
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) throw new InvalidInputError(path, `has two columns "${twice}"`);
  for (const { line, cells } of rest)
    if (cells.length !== columns.length)
      throw new InvalidInputError(
        `${path}:${line}`,
        `has ${cells.length} fields, the header has ${columns.length}`,
        'A field that holds the delimiter, a quote or a line break is written in double quotes.',
      );
  return { columns, records: rest };
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** 1-based line numbers of byte offsets, which must be asked for in ascending order. */
class LineCounter {
  readonly #bytes: Uint8Array;
  #offset = 0;
  #line = 1;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  lineAt(offset: number): number {
    for (; this.#offset < offset; this.#offset++) {
      const byte = this.#bytes[this.#offset];
      if (byte === LINE_FEED || (byte === CARRIAGE_RETURN && this.#bytes[this.#offset + 1] !== LINE_FEED))
        this.#line++;
    }
    return this.#line;
  }

  /** The line of the first record after `offset`: line ends before it belong to the previous one. */
  lineOfRecord(offset: number): number {
    while (this.#bytes[offset] === LINE_FEED || this.#bytes[offset] === CARRIAGE_RETURN) offset++;
    return this.lineAt(offset);
  }
}
