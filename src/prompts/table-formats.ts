import { extname } from 'node:path';

export const TABLE_FORMATS = ['csv', 'tsv', 'json', 'jsonl', 'parquet', 'txt'] as const;

/** A file format that prompts are read from. */
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** The format that a file name's ending says, or undefined. */
export function tableFormatOf(path: string): TableFormat | undefined {
  const ending = extname(path).slice(1).toLowerCase();
  return ending === 'ndjson' ? 'jsonl' : TABLE_FORMATS.find((known) => known === ending);
}
