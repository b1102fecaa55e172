import type { DownloadProgress } from '../../hub/download-progress.ts';
import { type CheckpointDescription, describeCheckpoint } from './describe-checkpoint.ts';
import { resolveOutline } from './outline-model.ts';

export interface DescribeModelOptions {
  /** The user turn that is rendered as an example; default `Hello`. */
  readonly prompt?: string;
  readonly signal?: AbortSignal;
  /** Called with the progress of downloading configuration and tokenizer. */
  readonly onDownload?: (progress: DownloadProgress) => void;
}

/**
 * Describes a model (architecture, sizes, memory in bytes by precision, chat template, the tokens that each scope
 * reaches) without loading its weights; those of a model on the Hub are not downloaded. Rejects with InvalidInputError,
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
  { prompt = 'Hello', signal, onDownload }: DescribeModelOptions = {},
): Promise<CheckpointDescription> {
  const { checkpoint, toDownload, close } = await resolveOutline(name, { signal, onProgress: onDownload });
  try {
    return describeCheckpoint(checkpoint, prompt, { toDownload });
  } finally {
    close();
  }
}
