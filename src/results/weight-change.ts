/** How far one tensor of a modified checkpoint is from the audited model's. */
export interface TensorChange {
  readonly name: string;
  /** The block that it is in, 0-based; null outside of the blocks. */
  readonly block: number | null;
  readonly shape: readonly number[];
  /** ‖W − W_base‖ / ‖W_base‖, Frobenius norms; infinite where the base is zero. */
  readonly relativeNorm: number;
  /** Null for vectors, and where values are not finite. */
  readonly rank: NumericalRank | null;
}

/** Number of singular values of W − W_base above a tolerance. */
export interface NumericalRank {
  readonly value: number;
  /** `exact`: of the whole matrix. `at least`: of its projection on {@link sketch} random directions, which has no larger ones. */
  readonly kind: 'exact' | 'at least';
  /** Directions of the projection; absent where the whole matrix was looked at. */
  readonly sketch?: number;
  /** What rounding to the files' type may bring about by itself: u (√m + √n) ‖W_base‖ / √(mn). */
  readonly tolerance: number;
  /** The largest singular value of W − W_base, found or estimated from below. */
  readonly largest: number;
}

/** The weights of a modified checkpoint beside the audited model's. */
export interface WeightsChange {
  /** Over all tensors together. */
  readonly relativeNorm: number;
  readonly tensors: number;
  /** Those that differ, by block. */
  readonly changed: readonly TensorChange[];
  /** ‖W − W_base‖ / ‖W_base‖ over the tensors of a block, null for those outside of the blocks; blocks without a change are left out. */
  readonly blocks: readonly { readonly block: number | null; readonly relativeNorm: number }[];
}
