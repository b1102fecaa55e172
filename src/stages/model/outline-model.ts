import { type Checkpoint, loadCheckpoint } from '../../checkpoint/checkpoint.ts';
import { atPrecision } from '../../checkpoint/precision/at-precision.ts';
import { outlineModel } from '../../hub/model-outline.ts';
import { parseModelSource } from '../../hub/model-source.ts';
import { checkDescription, type ResolveModelOptions, resolveModel } from './resolve-model.ts';

export interface OutlinedModel {
  /** Its configuration, tokenizer, template, names, shapes and types; of weights that are not downloaded nothing may be read. */
  readonly checkpoint: Checkpoint;
  /** Bytes of weights that running it would download first. */
  readonly toDownload: number;
  /** Call it when the checkpoint is not needed any more. */
  readonly close: () => void;
}

/** As {@link resolveModel}, but of a model on the Hub that is not cached only the headers of its weights are fetched. */
export async function resolveOutline(
  spec: string,
  { precision = 'f32', ...options }: Omit<ResolveModelOptions, 'recheck'> = {},
): Promise<OutlinedModel> {
  const source = parseModelSource(spec);
  if (!source)
    return {
      checkpoint: await resolveModel(spec, { precision, ...options }),
      toDownload: 0,
      close: () => {},
    };
  const { folder, repository, commit, toDownload, close } = await outlineModel(source, {
    ...options,
    checkDescription,
  });
  try {
    return {
      checkpoint: atPrecision(loadCheckpoint(folder, repository, commit), precision),
      toDownload,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
