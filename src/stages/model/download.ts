import type { EngineRequest } from '../../engine/engine-request.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { DownloadProgress } from '../../hub/download-progress.ts';
import { pinnedModel } from './pinned-model.ts';
import { resolveModel } from './resolve-model.ts';

export interface DownloadOptions extends Pick<EngineRequest, 'engine'> {
  readonly signal?: AbortSignal;
  /** Called with the bytes on this machine. */
  readonly onDownload?: (progress: DownloadProgress) => void;
}

/** A model in the cache shared with the Hub's Python libraries. */
export interface DownloadedCheckpoint {
  /** Absolute. */
  readonly folder: string;
  /** `hf:org/name@commit`: its present state, whatever the branch becomes. */
  readonly pinned: string;
}

/**
 * Downloads a model, `hf:org/name[@revision]`; files already present are compared with the Hub's list. Rejects
 * with InvalidInputError on another name or an architecture that cannot be run, HubError, or the signal's reason.
 *
 * @example
 * import { download } from 'refusal-lab';
 *
 * // Not run in the tests: it needs the Hub.
 * const { folder, pinned } = await download('hf:Qwen/Qwen2.5-0.5B-Instruct');
 * if (!pinned.startsWith('hf:')) throw new Error(`${folder} has no commit`);
 */
export async function download(
  name: string,
  { signal, onDownload, engine }: DownloadOptions = {},
): Promise<DownloadedCheckpoint> {
  if (!name.startsWith('hf:'))
    throw new InvalidInputError(
      `model ${name}`,
      'is not a model on the Hub',
      'Expected hf:org/name or hf:org/name@revision.',
    );
  const checkpoint = await resolveModel(name, {
    anyArchitecture: engine === 'transformers',
    recheck: true,
    signal,
    onProgress: onDownload,
  });
  return { folder: checkpoint.folder, pinned: pinnedModel(name, checkpoint) };
}
