/** n vectors of R^d; what every fit reads. */
export interface Sample {
  /** [n, d] row-major. */
  readonly rows: Float32Array;
  /** n. */
  readonly count: number;
  /** d. */
  readonly dimension: number;
}
