import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { isSmallModel } from '../onnx/onnx-engine.ts';
import { adapterFolder } from './adapter-folder.ts';
import { type TransformersOptions, transformersOptions } from './transformers-options.ts';

/** A request's settings for a model: a small one runs on one thread, for several would wait for each other. */
export function settingsFor(
  checkpoint: Pick<Checkpoint, 'tensors'>,
  request: TransformersOptions,
): TransformersOptions {
  const { adapter } = request;
  const options = transformersOptions(
    adapter === undefined ? request : { ...request, adapter: adapterFolder(adapter) },
  );
  return isSmallModel(checkpoint) ? { threads: 1, ...options } : options;
}
