/** (M + Mᵀ)/2 of a square M [size, size]: removes the rounding that makes a symmetric product asymmetric. */
export function symmetrise(matrix: Float64Array, size: number): Float64Array {
  return matrix.map((value, index) => (value + matrix[(index % size) * size + Math.floor(index / size)]) / 2);
}
