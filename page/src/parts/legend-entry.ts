/** A line of a figure's key. */
export interface LegendEntry {
  readonly label: string;
  readonly method: string;
  readonly rank: number | null;
}
