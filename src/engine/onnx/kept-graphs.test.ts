import { describe, expect, it } from 'vitest';
import type { TensorIndex } from '../../checkpoint/tensor-index.ts';
import { FEWEST_GRAPHS, keptGraphs } from './kept-graphs.ts';

const tensors = (...shapes: readonly (readonly number[])[]): TensorIndex =>
  new Map(
    shapes.map((shape, i) => [
      `${i}`,
      { file: 'model.safetensors', dtype: 'BF16', shape, byteOffset: 0, byteLength: 0 },
    ]),
  ) as unknown as TensorIndex;

describe('graphs that stay loaded', () => {
  it('are as many as fit', () => {
    // 1,000,000 parameters are 5.32 MB in a loaded graph.
    expect(keptGraphs(tensors([1000, 900], [100_000]), 532e6)).toBe(100);
    expect(keptGraphs(tensors([1000, 900], [100_000]), 531e6)).toBe(99);
  });

  it('are those of a few neighbouring sites at least', () => {
    expect(keptGraphs(tensors([1000, 1000]), 0)).toBe(FEWEST_GRAPHS);
    expect(keptGraphs(tensors([8000, 4000]), 2 ** 29)).toBe(FEWEST_GRAPHS);
  });
});
