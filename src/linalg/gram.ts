const COLUMNS = 512;

/**
 * Gram matrix G_ij = (x_i − mean)·(x_j − mean) of the stacked rows of several blocks [n_b, d] → [n, n], n = Σ n_b.
 *
 * Everything runs in float64. Columns are processed in slabs that stay in cache, rows in 4×4 tiles whose sixteen sums stay in
 * registers; nothing of size d×d is formed.
 */
export function gramMatrix(blocks: readonly Float32Array[], mean: Float64Array): Float64Array {
  const d = mean.length;
  const count = blocks.reduce((sum, block) => sum + block.length / d, 0);
  const padded = Math.ceil(count / 4) * 4;
  const gram = new Float64Array(padded * padded);
  const slab = new Float64Array(padded * COLUMNS);
  for (let first = 0; first < d; first += COLUMNS) {
    const width = Math.min(COLUMNS, d - first);
    let at = 0;
    for (const block of blocks)
      for (let start = first; start < block.length; start += d)
        for (let j = 0; j < width; j++) slab[at++] = block[start + j] - mean[first + j];
    slab.fill(0, at);
    for (let i = 0; i < padded; i += 4)
      for (let j = i; j < padded; j += 4) addTile(gram, slab, width, padded, i, j);
  }
  const result = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = i; j < count; j++) result[i * count + j] = result[j * count + i] = gram[i * padded + j];
  return result;
}

/** gram[i..i+3, j..j+3] += slab[i..i+3] · slab[j..j+3]ᵀ, rows of length `width`. */
function addTile(
  gram: Float64Array,
  slab: Float64Array,
  width: number,
  size: number,
  i: number,
  j: number,
): void {
  let s00 = 0,
    s01 = 0,
    s02 = 0,
    s03 = 0,
    s10 = 0,
    s11 = 0,
    s12 = 0,
    s13 = 0;
  let s20 = 0,
    s21 = 0,
    s22 = 0,
    s23 = 0,
    s30 = 0,
    s31 = 0,
    s32 = 0,
    s33 = 0;
  let a = i * width;
  let b = j * width;
  const end = a + width;
  for (; a < end; a++, b++) {
    const a0 = slab[a],
      a1 = slab[a + width],
      a2 = slab[a + 2 * width],
      a3 = slab[a + 3 * width];
    const b0 = slab[b],
      b1 = slab[b + width],
      b2 = slab[b + 2 * width],
      b3 = slab[b + 3 * width];
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
  }
  const at = i * size + j;
  gram[at] += s00;
  gram[at + 1] += s01;
  gram[at + 2] += s02;
  gram[at + 3] += s03;
  gram[at + size] += s10;
  gram[at + size + 1] += s11;
  gram[at + size + 2] += s12;
  gram[at + size + 3] += s13;
  const third = at + 2 * size;
  gram[third] += s20;
  gram[third + 1] += s21;
  gram[third + 2] += s22;
  gram[third + 3] += s23;
  const fourth = at + 3 * size;
  gram[fourth] += s30;
  gram[fourth + 1] += s31;
  gram[fourth + 2] += s32;
  gram[fourth + 3] += s33;
}
