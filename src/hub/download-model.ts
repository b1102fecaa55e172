import { CachedRepository } from './cached-repository.ts';
import { fetchFiles } from './fetch-files.ts';
import { HubClient } from './hub-client.ts';
import { HubError } from './hub-error.ts';
import type { HubOptions } from './hub-options.ts';
import { hubSettings } from './hub-settings.ts';
import { isCommit } from './is-commit.ts';
import { modelFiles, OPTIONAL_FILES, SHARD_INDEX, SINGLE_WEIGHTS } from './model-files.ts';
import type { ModelSource } from './model-source.ts';
import type { RepositoryFile } from './repository-file.ts';
import { shardNames } from './shard-names.ts';

export interface DownloadedModel {
  /** `org/name`. */
  readonly repository: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** Absolute; its files are links into the cache. */
  readonly folder: string;
}

export interface DownloadModelOptions extends HubOptions {
  /** Looks at configuration and tokenizer in the folder before the weights are downloaded; what it throws stops that. */
  readonly checkDescription?: (folder: string) => void;
  /** Ask the Hub also where everything seems to be there: what is missing or of another size is downloaded again. */
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
  const { name } = client.repository;
  const listed = new Map(
    (await client.files(commit, { recursive: false })).map((file) => [file.path, file] as const),
  );
  const chosen = modelFiles(name, [...listed.keys()]);
  const filesOf = (names: readonly string[]): RepositoryFile[] =>
    names.map((path) => {
      const file = listed.get(path);
      if (!file) throw new HubError(name, `lacks ${path}, which ${SHARD_INDEX} names`);
      return file;
    });
  await fetchFiles(client, cache, commit, filesOf(chosen.descriptions), options);
  options.checkDescription?.(cache.snapshotFolder(commit));
  const weights = chosen.weights ? [chosen.weights] : shardNames(cache.snapshotPath(commit, SHARD_INDEX));
  if (!weights) throw new HubError(name, `${SHARD_INDEX} names no safetensors files`);
  await fetchFiles(client, cache, commit, filesOf(weights), options);
  for (const path of [...OPTIONAL_FILES, SINGLE_WEIGHTS])
    if (!listed.has(path)) cache.rememberMissing(commit, path);
}

/** Whether everything is there that a checkpoint is loaded from, and what is not there is known not to exist. */
function isComplete(cache: CachedRepository, commit: string): boolean {
  return (
    missingFiles(cache, commit).length === 0 &&
    OPTIONAL_FILES.every((file) => cache.pathOf(commit, file) || cache.isKnownMissing(commit, file))
  );
}

/** Files without which there is no model. */
function missingFiles(cache: CachedRepository, commit: string): string[] {
  const absent = (file: string): boolean => cache.pathOf(commit, file) === undefined;
  const shards = shardNames(cache.snapshotPath(commit, SHARD_INDEX)) ?? [SINGLE_WEIGHTS];
  return ['config.json', ...(absent(SINGLE_WEIGHTS) ? shards : [])].filter(absent);
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
