import { existsSync, mkdirSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { formatBytes } from '../wording/format-bytes.ts';
import { cacheWriteError } from './cache-write-error.ts';
import type { CachedRepository } from './cached-repository.ts';
import type { DownloadProgress } from './download-progress.ts';
import { fetchBlob } from './fetch-blob.ts';
import type { HubClient } from './hub-client.ts';
import { HubError } from './hub-error.ts';
import type { HubOptions } from './hub-options.ts';
import { linkFile } from './link-file.ts';
import type { RepositoryFile } from './repository-file.ts';

/** Concurrent downloads: one connection seldom fills a line, many are throttled. */
const PARALLEL = 4;

/**
 * Gets files of a commit into the cache, a few at a time; what is there already is not downloaded again. Whether they fit
 * on the disk is found out first. Rejects with {@link HubError}, or the signal's reason, when every file has come to rest.
 */
export async function fetchFiles(
  client: HubClient,
  cache: CachedRepository,
  commit: string,
  files: readonly RepositoryFile[],
  { onProgress, retryDelay = 1000 }: Pick<HubOptions, 'onProgress' | 'retryDelay'> = {},
): Promise<void> {
  const missing = files.filter((file) => !isThere(cache, commit, file));
  if (missing.length === 0) return;
  await checkSpace(client, cache, missing);
  const report = progressOf(client.repository.name, missing, onProgress);
  const stop = new AbortController();
  const signal = client.signal ? AbortSignal.any([client.signal, stop.signal]) : stop.signal;
  const queue = [...missing];
  let failure: { readonly error: unknown } | undefined;
  const work = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined && !failure; file = queue.shift())
      try {
        const path = cache.snapshotPath(commit, file.path);
        const { hash, path: name } = file;
        const blob = await fetchBlob(client, cache, commit, file, {
          signal,
          retryDelay,
          onBytes: (bytes) => report.bytes(hash, bytes),
          onWait: (waiting) => report.waiting(name, waiting),
        });
        linkFile(blob, path);
      } catch (error) {
        failure ??= { error };
        stop.abort();
      }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  if (failure) throw failure.error;
}

function isThere(cache: CachedRepository, commit: string, file: RepositoryFile): boolean {
  const path = cache.pathOf(commit, file.path);
  return path !== undefined && statSync(path).size === file.size;
}

function progressOf(
  repository: string,
  files: readonly RepositoryFile[],
  onProgress: (progress: DownloadProgress) => void = () => {},
) {
  // Two files with the same content are one blob.
  const sizes = new Map(files.map(({ hash, size }) => [hash, size]));
  const total = sum(sizes.values());
  const arrived = new Map<string, number>();
  const waits = new Set<string>();
  const report = (): void => {
    const [waitingFor] = waits;
    onProgress({
      repository,
      done: sum(arrived.values()),
      total,
      ...(waitingFor === undefined ? {} : { waitingFor }),
    });
  };
  return {
    bytes(hash: string, bytes: number): void {
      if (arrived.get(hash) === bytes) return;
      arrived.set(hash, bytes);
      report();
    },
    waiting(name: string, waiting: boolean): void {
      if (waits.has(name) === waiting) return;
      if (waiting) waits.add(name);
      else waits.delete(name);
      report();
    },
  };
}

async function checkSpace(
  { repository, settings }: HubClient,
  cache: CachedRepository,
  files: readonly RepositoryFile[],
): Promise<void> {
  const folder = settings.cacheFolder;
  let free: number;
  try {
    mkdirSync(folder, { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    free = bavail * bsize;
  } catch (error) {
    throw cacheWriteError(repository.name, folder, error) ?? error;
  }
  const needed = sum(files.map((file) => file.size - bytesOf(cache.blobPath(file))));
  if (needed > free)
    throw new HubError(
      repository.name,
      `needs ${formatBytes(needed)} more, and ${folder} has ${formatBytes(free)} left`,
      { exitCode: 1, remedy: 'Make room, or name a folder on another disk by HF_HUB_CACHE.' },
    );
}

function bytesOf(blob: string): number {
  const path = [blob, `${blob}.refusal-lab.incomplete`].find((each) => existsSync(each));
  return path === undefined ? 0 : statSync(path).size;
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, each) => total + each, 0);
