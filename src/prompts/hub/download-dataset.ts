import { CachedRepository } from '../../hub/cached-repository.ts';
import { fetchFiles } from '../../hub/fetch-files.ts';
import { HubClient } from '../../hub/hub-client.ts';
import { HubError } from '../../hub/hub-error.ts';
import type { HubOptions } from '../../hub/hub-options.ts';
import { hubSettings } from '../../hub/hub-settings.ts';
import { isCommit } from '../../hub/is-commit.ts';
import type { HubSource } from './hub-source.ts';
import { splitFiles } from './split-files.ts';

export interface DownloadedDataset {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** On this machine (`path`) and in the repository (`name`); the parts of a split in their order. */
  readonly files: readonly { readonly path: string; readonly name: string }[];
}

/**
 * Resolves a data set's revision to a commit and gets the files of its split into the cache shared with the Hub's other
 * clients; what is there already is not downloaded again. A commit and a file that are both named need no connection
 * once cached. With HF_HUB_OFFLINE only the cache is read. Throws {@link HubError}.
 */
export async function downloadDataset(
  source: HubSource,
  options: HubOptions = {},
): Promise<DownloadedDataset> {
  const settings = hubSettings(options.environment);
  const repository = { type: 'dataset', name: source.repository } as const;
  const cache = new CachedRepository(settings.cacheFolder, repository);
  if (settings.offline) return fromCache(source, cache);
  const { revision = 'main', file } = source;
  const cached = file !== undefined && isCommit(revision) ? cache.pathOf(revision, file) : undefined;
  if (cached !== undefined) return { commit: revision, files: [{ path: cached, name: file! }] };
  const client = new HubClient(repository, settings, options);
  const commit = await client.commitOf(revision);
  const listed = new Map(
    (await client.files(commit, { recursive: true })).map((each) => [each.path, each] as const),
  );
  const names = splitFiles(source, [...listed.keys()]);
  const wanted = names.map((name) => listed.get(name)!);
  await fetchFiles(client, cache, commit, wanted, options);
  cache.rememberCommit(revision, commit);
  return { commit, files: names.map((name) => ({ path: cache.snapshotPath(commit, name), name })) };
}

function fromCache(source: HubSource, cache: CachedRepository): DownloadedDataset {
  const { repository, revision = 'main' } = source;
  const commit = isCommit(revision) ? revision : cache.commitOf(revision);
  const remedy =
    'Unset HF_HUB_OFFLINE to download it, or point HF_HOME or HF_HUB_CACHE at the cache that has it.';
  if (commit === undefined)
    throw new HubError(repository, `revision ${revision} is not in the cache, and HF_HUB_OFFLINE is set`, {
      remedy,
    });
  const paths = cache.filesOf(commit);
  if (paths.length === 0)
    throw new HubError(repository, `commit ${commit} is not in the cache, and HF_HUB_OFFLINE is set`, {
      remedy,
    });
  const files = splitFiles(source, paths).map((name) => ({ path: cache.pathOf(commit, name)!, name }));
  return { commit, files };
}
