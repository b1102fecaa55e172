import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { hasSeparateRotary } from './attention-nodes.ts';
import { type KeyValueCache, validTokens } from './key-value-cache.ts';
import type { BatchCache } from './row-caches.ts';
import type { Feeds, Runtime } from './runtime.ts';
import type { Segment } from './segment.ts';

/** The inputs of attention beside the past, see `addAttentionInputs`: `counts[r]` new tokens of `width` places in row r. */
export function attentionFeeds(
  { Tensor }: Pick<Runtime, 'Tensor'>,
  config: ModelConfig,
  segment: Pick<Segment, 'attention'>,
  past: BatchCache,
  {
    counts,
    width,
    window,
  }: { readonly counts: readonly number[]; readonly width: number; readonly window?: number | undefined },
): Feeds {
  const feeds: Feeds = {};
  const totals = counts.map((count, row) => validTokens(past, row) + count);
  if (segment.attention === 'appending') {
    const groups = config.heads / config.keyValueHeads;
    const held = pastMask(past);
    feeds.past_mask = new Tensor('float32', held, [past.rows, 1, 1, past.length]);
    feeds.new_mask = new Tensor('float32', causalMask(width, groups), [1, 1, groups * width, width]);
    if (window !== undefined) {
      const queries = groups * width;
      const seen = windowMask(past, held, { width, groups, window });
      feeds['past_mask.window'] = new Tensor('float32', seen, [past.rows, 1, queries, past.length]);
      feeds['new_mask.window'] = new Tensor('float32', causalMask(width, groups, window), [
        1,
        1,
        queries,
        width,
      ]);
    }
    feeds.split_sizes = new Tensor('int64', BigInt64Array.of(BigInt(past.length), BigInt(width)), [2]);
  } else {
    const longest = past.length === 0 ? width : Math.max(...totals);
    feeds.seqlens_k = new Tensor(
      'int32',
      Int32Array.from(totals, (total) => total - 1),
      [counts.length],
    );
    feeds.total_sequence_length = new Tensor('int32', Int32Array.of(longest), []);
  }
  if (hasSeparateRotary(config, segment)) {
    const positions = new BigInt64Array(counts.length * width);
    counts.forEach((count, row) => {
      for (let t = 0; t < count; t++) positions[row * width + t] = BigInt(validTokens(past, row) + t);
    });
    feeds.position_ids = new Tensor('int64', positions, [counts.length, width]);
  }
  return feeds;
}

/** [rows, P] zeros where the past holds a token, −∞ elsewhere. */
export function pastMask(past: BatchCache | Pick<KeyValueCache, 'rows' | 'length' | 'valid'>): Float32Array {
  if ('mask' in past) return past.mask;
  const mask = new Float32Array(past.rows * past.length).fill(Number.NEGATIVE_INFINITY);
  past.valid.forEach((valid, row) => {
    mask.fill(0, row * past.length, row * past.length + valid);
  });
  return mask;
}

/**
 * [rows, groups · S, P]: new token s of a row stands `valid + s` tokens behind the row's first and sees those less than `window` before it.
 * A place that holds no token is hidden as in `held`, the {@link pastMask}; the places of a row may have holes.
 */
function windowMask(
  past: BatchCache,
  held: Float32Array,
  { width, groups, window }: { readonly width: number; readonly groups: number; readonly window: number },
): Float32Array {
  const { rows, length } = past;
  const mask = new Float32Array(rows * groups * width * length).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < rows; row++) {
    let position = 0;
    for (let place = 0; place < length; place++) {
      if (held[row * length + place] !== 0) continue;
      // Seen by new tokens at most window − 1 positions further on.
      const seenBy = Math.min(width, position + window - validTokens(past, row));
      for (let group = 0; group < groups; group++)
        for (let s = 0; s < seenBy; s++) mask[((row * groups + group) * width + s) * length + place] = 0;
      position += 1;
    }
  }
  return mask;
}

/** [groups · S, S]: new token s of a row sees the row's new tokens up to itself, the same for every head of the group. */
function causalMask(width: number, groups: number, window = width): Float32Array {
  const mask = new Float32Array(groups * width * width);
  for (let row = 0; row < groups * width; row++) {
    const token = row % width;
    mask.fill(Number.NEGATIVE_INFINITY, row * width, row * width + Math.max(0, token - window + 1));
    mask.fill(Number.NEGATIVE_INFINITY, row * width + token + 1, (row + 1) * width);
  }
  return mask;
}
