import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { prepareQuantisedWeights } from '../../checkpoint/precision/prepare-quantised-weights.ts';
import type { QuantisedPrecision } from '../../checkpoint/precision/quantised-layout.ts';
import type { QuantisedWeights } from '../../checkpoint/precision/quantised-weights.ts';
import { readQuantisedWeights } from '../../checkpoint/precision/read-quantised-weights.ts';

/** The quantised weights of a checkpoint: in `quantisedFile`, else in the cache, where they are made if missing. */
export async function quantisedModel(
  checkpoint: Pick<Checkpoint, 'config' | 'tensors' | 'name'>,
  precision: QuantisedPrecision,
  { quantisedFile }: { readonly quantisedFile?: string },
): Promise<QuantisedWeights> {
  const file = quantisedFile ?? (await prepareQuantisedWeights(checkpoint, precision));
  return readQuantisedWeights(file, checkpoint, precision);
}
