import { CachedRepository } from './cached-repository.ts';
import { fetchFiles } from './fetch-files.ts';
import { HubClient } from './hub-client.ts';
import { HubError } from './hub-error.ts';
import type { HubOptions } from './hub-options.ts';
import { hubSettings } from './hub-settings.ts';
import { isCommit } from './is-commit.ts';
import { isComplete, missingFiles } from './is-complete.ts';
import { listModel } from './list-model.ts';
import { OPTIONAL_FILES, SINGLE_WEIGHTS } from './model-files.ts';
import type { ModelSource } from './model-source.ts';

export interface DownloadedModel {
  /** `org/name`. */
  readonly repository: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** Absolute; its files are links into the cache. */
  readonly folder: string;
}

export interface DownloadModelOptions extends HubOptions {
  /** Checks configuration and tokenizer in the folder before the weights are downloaded; an error it throws stops the download. */
  readonly checkDescription?: (folder: string) => void;
  /** Ask the Hub even if everything seems to be there: missing files and files of another size are downloaded again. */
  readonly recheck?: boolean;
}

/**
 * Resolves a model's revision to a commit and gets the files that a checkpoint is loaded from into the cache shared with
 * the Hub's other clients. A whole commit that is cached needs no connection, another revision one request. With
 * HF_HUB_OFFLINE only the cache is read. Rejects with {@link HubError}, or the signal's reason.
 */
export async function downloadModel(
  source: ModelSource,
  options: DownloadModelOptions = {},
): Promise<DownloadedModel> {
  const settings = hubSettings(options.environment);
  const repository = { type: 'model', name: source.repository } as const;
  const cache = new CachedRepository(settings.cacheFolder, repository);
  if (settings.offline) return fromCache(source, cache);
  const client = new HubClient(repository, settings, options);
  const { revision } = source;
  const commit = isCommit(revision) ? revision : await client.commitOf(revision);
  if (options.recheck || !isComplete(cache, commit)) await fromHub(client, cache, commit, options);
  cache.rememberCommit(revision, commit);
  return { repository: repository.name, commit, folder: cache.snapshotFolder(commit) };
}

async function fromHub(
  client: HubClient,
  cache: CachedRepository,
  commit: string,
  options: DownloadModelOptions,
): Promise<void> {
  const listing = await listModel(client, cache, commit);
  await fetchFiles(client, cache, commit, listing.descriptions, options);
  options.checkDescription?.(cache.snapshotFolder(commit));
  await fetchFiles(client, cache, commit, listing.weights(), options);
  for (const path of [...OPTIONAL_FILES, SINGLE_WEIGHTS])
    if (!listing.paths.has(path)) cache.rememberMissing(commit, path);
}

function fromCache({ repository, revision }: ModelSource, cache: CachedRepository): DownloadedModel {
  const commit = isCommit(revision) ? revision : cache.commitOf(revision);
  const refuse = (what: string): HubError =>
    new HubError(repository, `${what} not in the cache, and HF_HUB_OFFLINE is set`, {
      remedy:
        'Unset HF_HUB_OFFLINE to download it, or point HF_HOME or HF_HUB_CACHE at the cache that has it.',
    });
  if (commit === undefined) throw refuse(`revision ${revision} is`);
  const missing = missingFiles(cache, commit);
  if (missing.length > 0)
    throw refuse(`${missing.join(', ')} of commit ${commit} ${missing.length > 1 ? 'are' : 'is'}`);
  return { repository, commit, folder: cache.snapshotFolder(commit) };
}
