import type { Intervention } from '../../interventions/intervention.ts';
import type { Batch } from './batches.ts';
import type { ForwardOutput } from './decoder.ts';
import type { Ask, ForwardPasses } from './forward-passes.ts';

/**
 * Captures with a group of blocks in memory at a time: every batch goes through the first group, then the next group is loaded in its
 * place. Only the residual streams [N, d] of all batches are kept from group to group. Ends after the last block that is
 * captured.
 */
export async function captureInGroups(
  passes: ForwardPasses,
  request: {
    readonly batches: readonly Batch[];
    readonly asks: readonly (Ask & Required<Pick<Ask, 'captures'>>)[];
    readonly intervention?: Intervention;
    readonly layersAtOnce: number;
    readonly layers: number;
    /** Receives a batch's captures of one group. */
    readonly keep: (batch: Batch, captures: ForwardOutput['captures']) => void;
    readonly signal?: AbortSignal;
    readonly onProgress?: (done: number) => void;
  },
): Promise<void> {
  const { batches, asks, intervention, layersAtOnce, layers, keep, signal, onProgress } = request;
  const last = Math.max(...asks.flatMap(({ captures }) => captures.map(({ layer }) => layer)));
  const residuals: Float32Array[] = [];
  const groups = Math.ceil((last + 1) / layersAtOnce);
  let done = 0;
  for (let first = 0; first <= last; first += layersAtOnce) {
    const end = Math.min(first + layersAtOnce, layers);
    for (const [b, batch] of batches.entries()) {
      signal?.throwIfAborted();
      const captures = asks[b].captures.filter(({ layer }) => layer >= first && layer < end);
      const residual = residuals[b];
      const output = await passes.through(
        batch,
        intervention,
        { ...asks[b], captures },
        { first, end, ...(residual ? { residual } : {}) },
      );
      keep(batch, output.captures);
      residuals[b] = output.residual!;
      done += batch.indices.length;
      onProgress?.(done / groups);
    }
  }
}
