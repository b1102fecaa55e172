/**
 * Quantiles at the levels (i − ½)/count, i = 1 … count, of a sorted sample [n]: its order statistic k has level
 * (k − ½)/n (Hazen's convention, numpy's `method="hazen"`), linear between two of them, constant beyond the outermost.
 * With count = n the sample itself comes back, bit by bit.
 */
export function midpointQuantiles(sorted: Float32Array, count: number): Float64Array {
  const last = sorted.length - 1;
  return Float64Array.from({ length: count }, (_, i) => {
    // (2i + 1) n / 2 count is exact up to the one division, so equal counts land on whole positions.
    const position = ((2 * i + 1) * sorted.length - count) / (2 * count);
    const at = Math.min(Math.max(position, 0), last);
    const below = Math.floor(at);
    const fraction = at - below;
    return fraction === 0 ? sorted[below] : sorted[below] + fraction * (sorted[below + 1] - sorted[below]);
  });
}
