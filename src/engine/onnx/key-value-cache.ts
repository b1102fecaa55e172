/**
 * Keys and values of a batch after rotary embedding: per layer [rows, kvHeads, length, headDimension], of which row r
 * holds `valid[r]` tokens. Layers that were never run are absent.
 */
export interface KeyValueCache {
  readonly rows: number;
  readonly length: number;
  readonly valid: readonly number[];
  readonly keys: readonly (Float32Array | undefined)[];
  readonly values: readonly (Float32Array | undefined)[];
}

/** One row of a cache. */
interface HostRow {
  readonly cache: KeyValueCache;
  readonly row: number;
  readonly valid: number;
}

export interface HeadShape {
  readonly layers: number;
  readonly keyValueHeads: number;
  readonly headDimension: number;
}

/** A cache without tokens; `length`: places that hold none. */
export function emptyCache(rows: number, shape: HeadShape, length = 0): KeyValueCache {
  const zeros = new Float32Array(rows * shape.keyValueHeads * length * shape.headDimension);
  const none = Array.from({ length: shape.layers }, () => zeros);
  return { rows, length, valid: new Array(rows).fill(0), keys: none, values: none };
}

/**
 * Copies rows of one or several caches into a new one, cut to the longest valid row plus `spare` empty places. `take`: where its arrays
 * come from, with arbitrary values.
 */
export function gatherRows(
  rows: readonly HostRow[],
  shape: HeadShape,
  spare = 0,
  take = (size: number): Float32Array => new Float32Array(size),
): KeyValueCache {
  const { layers, keyValueHeads: heads, headDimension: width } = shape;
  const length = Math.max(...rows.map((row) => row.valid)) + spare;
  const gather = (pick: (cache: KeyValueCache) => Float32Array): Float32Array => {
    const out = take(rows.length * heads * length * width);
    rows.forEach(({ cache, row, valid }, r) => {
      const source = pick(cache);
      for (let head = 0; head < heads; head++) {
        const from = (row * heads + head) * cache.length * width;
        const to = (r * heads + head) * length * width;
        out.set(source.subarray(from, from + valid * width), to);
        // Masked places must hold numbers: 0 · NaN is NaN.
        out.fill(0, to + valid * width, to + length * width);
      }
    });
    return out;
  };
  return {
    rows: rows.length,
    length,
    valid: rows.map((row) => row.valid),
    keys: Array.from({ length: layers }, (_, layer) => gather((cache) => cache.keys[layer]!)),
    values: Array.from({ length: layers }, (_, layer) => gather((cache) => cache.values[layer]!)),
  };
}

/**
 * A copy with `extra` more places and, where `cache` has a single row that serves a whole batch, that row `rows` times.
 * Absent layers stay absent.
 */
export function growCache(
  cache: KeyValueCache,
  rows: number,
  extra: number,
  { keyValueHeads: heads, headDimension: width }: Pick<HeadShape, 'keyValueHeads' | 'headDimension'>,
): KeyValueCache {
  const length = cache.length + extra;
  const size = cache.length * width;
  const grow = (source: Float32Array | undefined): Float32Array | undefined => {
    if (!source) return undefined;
    const out = new Float32Array(rows * heads * length * width);
    for (let block = 0; block < rows * heads; block++) {
      const from = (cache.rows === 1 ? block % heads : block) * size;
      out.set(source.subarray(from, from + size), block * length * width);
    }
    return out;
  };
  return {
    rows,
    length,
    valid: Array.from({ length: rows }, (_, row) => validTokens(cache, row)),
    keys: cache.keys.map(grow),
    values: cache.values.map(grow),
  };
}

/** Valid tokens of a row of the batch; a cache of one row serves every row. */
export function validTokens(cache: Pick<KeyValueCache, 'rows' | 'valid'>, row: number): number {
  return cache.valid[cache.rows === 1 ? 0 : row];
}

/**
 * Writes the new tokens of each row behind its valid ones, in place, leaving `valid` to the caller. `appended`:
 * [rows, 2 · layers · kvHeads, tokens, headDimension] of the layers from `firstLayer` on, keys before values; row r takes
 * the first `counts[r]` of the `tokens`.
 */
export function appendTokens(
  cache: KeyValueCache,
  appended: Float32Array,
  { counts, tokens }: { readonly counts: readonly number[]; readonly tokens: number },
  firstLayer: number,
  shape: HeadShape,
): void {
  const { keyValueHeads: heads, headDimension: width } = shape;
  const block = tokens * width;
  const layers = appended.length / (cache.rows * 2 * heads * block);
  for (let layer = firstLayer; layer < firstLayer + layers; layer++)
    for (const [kind, target] of [cache.keys[layer]!, cache.values[layer]!].entries())
      for (let row = 0; row < cache.rows; row++)
        for (let head = 0; head < heads; head++) {
          const from = (((row * layers + layer - firstLayer) * 2 + kind) * heads + head) * block;
          const to = ((row * heads + head) * cache.length + cache.valid[row]) * width;
          const size = counts[row] * width;
          for (let i = 0; i < size; i++) target[to + i] = appended[from + i];
        }
}

/** The cache with only the rows `kept` (ascending), moved together in the same buffers. */
export function compactRows(cache: KeyValueCache, kept: readonly number[], shape: HeadShape): KeyValueCache {
  const size = shape.keyValueHeads * cache.length * shape.headDimension;
  const compact = (buffer: Float32Array | undefined): Float32Array => {
    kept.forEach((row, r) => {
      if (row !== r) buffer!.copyWithin(r * size, row * size, (row + 1) * size);
    });
    return buffer!.subarray(0, kept.length * size);
  };
  return {
    rows: kept.length,
    length: cache.length,
    valid: kept.map((row) => cache.valid[row]),
    keys: cache.keys.map(compact),
    values: cache.values.map(compact),
  };
}
