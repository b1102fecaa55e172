/** n vectors of R^d, the input of every fit. */
export interface Sample {
  /** [n, d] row-major. */
  readonly rows: Float32Array;
  /** n. */
  readonly count: number;
  /** d. */
  readonly dimension: number;
}
