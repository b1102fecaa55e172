import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A table whose columns are none of the known layouts', or lack some that a mapping names. */
export class UnknownColumnsError extends InvalidInputError {
  /** The table's. */
  readonly columns: readonly string[];

  constructor(source: string, columns: readonly string[], missing: readonly string[] = []) {
    const found = `its columns are ${columns.map((column) => JSON.stringify(column)).join(', ')}`;
    super(
      source,
      missing.length > 0
        ? `has no column ${missing.map((column) => JSON.stringify(column)).join(', ')}; ${found}`
        : `is none of the known layouts; ${found}`,
      `Say which column is what: \`mapping: prompt=COLUMN,id=COLUMN,category=COLUMN\` (only prompt is needed), of this source alone: \`mapping: ${source}::prompt=COLUMN\`.`,
    );
    this.columns = columns;
  }
}
