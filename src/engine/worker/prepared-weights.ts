import { statSync } from 'node:fs';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import {
  type PreparationOptions,
  prepareQuantisedWeights,
} from '../../checkpoint/precision/prepare-quantised-weights.ts';
import { isQuantised } from '../../checkpoint/precision/quantised-layout.ts';
import type { OnnxEngineOptions } from '../onnx/onnx-engine.ts';

/** Engine options with the location of a quantised checkpoint's weights, made and verified once for all engines of a pool. */
export async function preparedWeights(
  checkpoint: Checkpoint,
  { quantisedFile }: OnnxEngineOptions,
  preparation: PreparationOptions,
): Promise<Pick<OnnxEngineOptions, 'quantisedFile'>> {
  const { name, precision, tensors } = checkpoint;
  if (!isQuantised(precision) || quantisedFile !== undefined) {
    preparation.onLoading?.(
      name,
      [...tensors.values()].reduce((sum, { byteLength }) => sum + byteLength, 0),
    );
    return {};
  }
  const file = await prepareQuantisedWeights(checkpoint, precision, preparation);
  preparation.onLoading?.(name, statSync(file).size);
  return { quantisedFile: file };
}
