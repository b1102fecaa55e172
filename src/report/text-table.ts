/** A table as it is read. */
export interface TextTable {
  /** A sentence on what stands in it. */
  readonly about: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
