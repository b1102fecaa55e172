import { LabError } from '../../errors/lab-error.ts';
import { CachedRepository } from './cached-repository.ts';
import { HubError } from './hub-error.ts';
import { hubFetch } from './hub-fetch.ts';
import type { HubOptions } from './hub-options.ts';
import { type HubSettings, hubSettings } from './hub-settings.ts';
import type { HubSource } from './hub-source.ts';
import { splitFiles } from './split-files.ts';

export interface DownloadedDataset {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** On this machine (`path`) and in the repository (`name`); the parts of a split in their order. */
  readonly files: readonly { readonly path: string; readonly name: string }[];
}

type HubLibrary = typeof import('@huggingface/hub');

/** What every call of the library about one data set takes. */
interface HubCall {
  readonly repo: { readonly type: 'dataset'; readonly name: string };
  readonly hubUrl: string;
  readonly fetch: typeof fetch;
  readonly accessToken?: string;
}

const COMMIT = /^[0-9a-f]{40}$/;

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
  const cache = new CachedRepository(settings.cacheFolder, source.repository);
  if (settings.offline) return fromCache(source, cache);
  const { revision = 'main', repository, file } = source;
  const cached = file !== undefined && COMMIT.test(revision) ? cache.pathOf(revision, file) : undefined;
  if (cached !== undefined) return { commit: revision, files: [{ path: cached, name: file! }] };
  try {
    return await fromHub(source, settings, cache, hubFetch(repository, settings, options));
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof LabError) throw error;
    throw new HubError(repository, `cannot be downloaded (${(error as Error).message})`, {
      exitCode: 1,
      cause: error,
    });
  }
}

async function fromHub(
  source: HubSource,
  { endpoint, token, cacheFolder }: HubSettings,
  cache: CachedRepository,
  fetch: typeof globalThis.fetch,
): Promise<DownloadedDataset> {
  const hub = await import('@huggingface/hub');
  const call: HubCall = {
    repo: { type: 'dataset', name: source.repository },
    hubUrl: endpoint,
    fetch,
    ...(token === undefined ? {} : { accessToken: token }),
  };
  const commit = await resolveCommit(hub, source, call, cache);
  const paths: string[] = [];
  for await (const { type, path } of hub.listFiles({ ...call, recursive: true, revision: commit }))
    if (type === 'file') paths.push(path);
  const files = [];
  for (const name of splitFiles(source, paths)) {
    const path =
      cache.pathOf(commit, name) ??
      (await withoutStandardOutput(() =>
        hub.downloadFileToCacheDir({ ...call, path: name, revision: commit, cacheDir: cacheFolder }),
      ));
    files.push({ path, name });
  }
  return { commit, files };
}

async function resolveCommit(
  hub: HubLibrary,
  { repository, revision = 'main' }: HubSource,
  call: HubCall,
  cache: CachedRepository,
): Promise<string> {
  if (COMMIT.test(revision)) return revision;
  const { sha } = await hub.datasetInfo({ ...call, name: repository, revision, additionalFields: ['sha'] });
  if (!COMMIT.test(sha))
    throw new HubError(repository, `the Hub names no commit for revision ${revision}`, { exitCode: 1 });
  cache.rememberCommit(revision, sha);
  return sha;
}

function fromCache(source: HubSource, cache: CachedRepository): DownloadedDataset {
  const { repository, revision = 'main' } = source;
  const commit = COMMIT.test(revision) ? revision : cache.commitOf(revision);
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

/** The library tells of downloads with console.debug and console.info, which Node writes to standard output: it belongs to results. */
async function withoutStandardOutput<Result>(work: () => Promise<Result>): Promise<Result> {
  const { debug, info } = console;
  console.debug = console.info = (...values: unknown[]) => console.error(...values);
  try {
    return await work();
  } finally {
    Object.assign(console, { debug, info });
  }
}
