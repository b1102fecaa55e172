import type { TensorIndex } from '../../checkpoint/tensor-index.ts';

/** Graphs that are kept regardless of their size: those of a few neighbouring sites. */
export const FEWEST_GRAPHS = 12;
/** A loaded graph has its own float32 copy of the weights and a packed copy of some matrices: 10.5 MB for a model of 7.9 MB. */
const BYTES_PER_PARAMETER = 4 * 1.33;

/** Number of whole-model graphs that fit into this many bytes, at least {@link FEWEST_GRAPHS}. */
export function keptGraphs(tensors: TensorIndex, bytes: number): number {
  let parameters = 0;
  for (const { shape } of tensors.values()) parameters += shape.reduce((product, side) => product * side, 1);
  return Math.max(FEWEST_GRAPHS, Math.floor(bytes / (parameters * BYTES_PER_PARAMETER)));
}
