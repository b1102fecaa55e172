/** Σ of squares: ‖v‖² of a vector, ‖M‖_F² of a matrix, which is tr M² of a symmetric one. */
export function squaredNorm(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
