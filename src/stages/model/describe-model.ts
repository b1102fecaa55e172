import { UnknownArchitectureError } from '../../checkpoint/unknown-architecture-error.ts';
import { UnsupportedFeatureError } from '../../checkpoint/unsupported-feature-error.ts';
import { type TemplateChoice, withTemplateChoice } from '../../checkpoint/with-template-choice.ts';
import type { DownloadProgress } from '../../hub/download-progress.ts';
import { type CheckpointDescription, describeCheckpoint } from './describe-checkpoint.ts';
import { type OutlinedModel, resolveOutline } from './outline-model.ts';
import type { ResolveModelOptions } from './resolve-model.ts';

export interface DescribeModelOptions extends TemplateChoice {
  /** The user turn that is rendered as an example; default `Hello`. */
  readonly prompt?: string;
  readonly signal?: AbortSignal;
  /** Called with the progress of downloading configuration and tokenizer. */
  readonly onDownload?: (progress: DownloadProgress) => void;
}

/**
 * Describes a model (architecture, sizes, memory in bytes by precision, chat template, the tokens that each scope
 * reaches) without loading its weights; those of a model on the Hub are not downloaded. Rejects with InvalidInputError, TemplateSwitchError,
 * HubError, or the signal's reason.
 *
 * @example
 * import { describeModel } from 'refusal-lab';
 *
 * const { config } = await describeModel('organism:aligned');
 * if (config.layers !== 12) throw new Error(`${config.layers} layers`);
 */
export async function describeModel(
  name: string,
  { prompt = 'Hello', signal, onDownload, ...choice }: DescribeModelOptions = {},
): Promise<CheckpointDescription> {
  const outlined = await outlineForAny(name, { signal, onProgress: onDownload });
  const { checkpoint, toDownload, close, notForOnnx } = outlined;
  try {
    return describeCheckpoint(withTemplateChoice(checkpoint, choice), prompt, { toDownload, notForOnnx });
  } finally {
    close();
  }
}

/** A model that the onnx engine refuses is described as the transformers engine takes it, with the reason. */
async function outlineForAny(
  name: string,
  options: ResolveModelOptions,
): Promise<OutlinedModel & { readonly notForOnnx?: string }> {
  try {
    return await resolveOutline(name, options);
  } catch (error) {
    if (!(error instanceof UnknownArchitectureError || error instanceof UnsupportedFeatureError)) throw error;
    const [notForOnnx] = error.message.split('\n');
    return { ...(await resolveOutline(name, { ...options, anyArchitecture: true })), notForOnnx };
  }
}
