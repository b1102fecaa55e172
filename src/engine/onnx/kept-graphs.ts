import type { TensorIndex } from '../../checkpoint/tensor-index.ts';

/** Graphs that are kept whatever they take: those of a few neighbouring sites. */
export const FEWEST_GRAPHS = 12;
/** A loaded graph has its own copy of the weights in float32 and, packed for products, of some matrices again: 10.5 MB for 7.9 MB. */
const BYTES_PER_PARAMETER = 4 * 1.33;

/** How many graphs of a whole model fit into so many bytes, and {@link FEWEST_GRAPHS} at least. */
export function keptGraphs(tensors: TensorIndex, bytes: number): number {
  let parameters = 0;
  for (const { shape } of tensors.values()) parameters += shape.reduce((product, side) => product * side, 1);
  return Math.max(FEWEST_GRAPHS, Math.floor(bytes / (parameters * BYTES_PER_PARAMETER)));
}
