export type Cell = string | number | boolean | null;

/** The numbers of a figure: what is read in its place, and what its CSV holds. */
export interface FigureTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}
