import { readFileSync } from 'node:fs';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { unreadable } from './json-file.ts';

export interface ParquetTable {
  /** Names of the top-level columns, in order. */
  readonly columns: readonly string[];
  /** One value per column: text, number, bigint, date, list, null, … */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Reads a whole Parquet file, whatever its compression. Throws InvalidInputError naming the file. */
export async function readParquetFile(path: string): Promise<ParquetTable> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new InvalidInputError(path, unreadable(error));
  }
  const file = new Uint8Array(bytes).buffer;
  try {
    const metadata = parquetMetadata(file);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    const rows = await parquetReadObjects({ file, metadata, compressors });
    return { columns, rows };
  } catch (error) {
    // The message would quote a JSON column that cannot be parsed.
    const reason = error instanceof SyntaxError ? 'a column of broken JSON' : (error as Error).message;
    throw new InvalidInputError(path, `is not readable as Parquet (${reason})`);
  }
}
