import { describe, expect, it } from 'vitest';
import { batchesByLength } from './batches.ts';

const limits = { maxRows: 3, maxTokens: 12 };

describe('batchesByLength', () => {
  it('sorts by length and cuts at rows and padded tokens', () => {
    expect(batchesByLength([5, 1, 4, 1, 2, 1], limits)).toEqual([[1, 3, 5], [4, 2], [0]]);
    expect(batchesByLength([20], limits)).toEqual([[0]]);
    expect(batchesByLength([], limits)).toEqual([]);
  });

  it('cuts where the logits asked for would exceed their limit, and runs an item that exceeds it alone', () => {
    const limited = { ...limits, maxLogitRows: 4 };
    expect(batchesByLength([1, 2, 3, 4], limited, [2, 2, 1, 9])).toEqual([[0, 1], [2], [3]]);
    expect(batchesByLength([1, 2, 3, 4], limited)).toEqual([[0, 1, 2], [3]]);
  });
});
