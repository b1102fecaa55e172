import { type Checkpoint, loadCheckpoint } from '../../checkpoint/checkpoint.ts';
import { atPrecision } from '../../checkpoint/precision/at-precision.ts';
import { outlineModel } from '../../hub/model-outline.ts';
import { parseModelSource } from '../../hub/model-source.ts';
import { checkDescription, type ResolveModelOptions, resolveModel } from './resolve-model.ts';

export interface OutlinedModel {
  /** Configuration, tokenizer, template, and the names, shapes and types of weights; weights that are not downloaded must not be read. */
  readonly checkpoint: Checkpoint;
  /** Bytes of weights to be downloaded before it can run. */
  readonly toDownload: number;
  /** To be called when the checkpoint is no longer needed. */
  readonly close: () => void;
}

/** Like {@link resolveModel}, but for a model on the Hub that is not cached only the headers of its weights are fetched. */
export async function resolveOutline(
  spec: string,
  { precision = 'f32', anyArchitecture, ...options }: Omit<ResolveModelOptions, 'recheck'> = {},
): Promise<OutlinedModel> {
  const source = parseModelSource(spec);
  if (!source)
    return {
      checkpoint: await resolveModel(spec, { precision, anyArchitecture, ...options }),
      toDownload: 0,
      close: () => {},
    };
  const use = { anyArchitecture };
  const { folder, repository, commit, toDownload, close } = await outlineModel(source, {
    ...options,
    checkDescription: (path) => checkDescription(path, use),
  });
  try {
    return {
      checkpoint: atPrecision(loadCheckpoint(folder, repository, commit, use), precision),
      toDownload,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
