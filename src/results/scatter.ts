export type Point = readonly [number, number];

/** First two pooled principal coordinates at a pca-ot arm's (first) layer, [n][2], fit prompts. */
export interface Scatter {
  readonly layer: number;
  readonly rank: number;
  readonly explained: readonly number[];
  readonly forbidden: readonly Point[];
  readonly harmless: readonly Point[];
  readonly transported: readonly Point[];
}
