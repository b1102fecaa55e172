import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import {
  type PreparationOptions,
  prepareQuantisedWeights,
} from '../../checkpoint/precision/prepare-quantised-weights.ts';
import type { OnnxEngineOptions } from '../onnx/onnx-engine.ts';

/** The engine options that say where a quantised checkpoint's weights are, made and verified once for all the engines of a pool. */
export async function preparedWeights(
  checkpoint: Checkpoint,
  { quantisedFile }: OnnxEngineOptions,
  preparation: PreparationOptions,
): Promise<Pick<OnnxEngineOptions, 'quantisedFile'>> {
  const { precision } = checkpoint;
  if (precision === 'f32' || quantisedFile !== undefined) return {};
  return { quantisedFile: await prepareQuantisedWeights(checkpoint, precision, preparation) };
}
