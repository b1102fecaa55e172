import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readByteRange } from '../formats/byte-range.ts';
import { safetensorsHeaderLength } from '../formats/safetensors.ts';
import { CachedRepository } from './cached-repository.ts';
import { type DownloadedModel, type DownloadModelOptions, downloadModel } from './download-model.ts';
import { fetchFiles } from './fetch-files.ts';
import { fetchStart } from './fetch-start.ts';
import { HubClient } from './hub-client.ts';
import { hubSettings } from './hub-settings.ts';
import { isCommit } from './is-commit.ts';
import { isComplete } from './is-complete.ts';
import { listModel } from './list-model.ts';
import type { ModelSource } from './model-source.ts';
import type { RepositoryFile } from './repository-file.ts';

/** A model without its weights. */
export interface ModelOutline extends DownloadedModel {
  /** Bytes of weights that a download would bring; 0: `folder` is the model itself. */
  readonly toDownload: number;
  /** Removes the files made for the outline alone. */
  readonly close: () => void;
}

/** Most headers of a shard fit in it, so that one request is enough. */
const FIRST_BYTES = 2 ** 18;
const PARALLEL = 8;

/**
 * The model's descriptions as {@link downloadModel} gets them, and of every weights file that is not in the cache the header alone: the rest of
 * it is a hole in a file of the right size below the system's temporary folder. It can be opened as a checkpoint, asked about shapes and types, and
 * must not be run. Rejects as `downloadModel` does.
 */
export async function outlineModel(
  source: ModelSource,
  options: DownloadModelOptions = {},
): Promise<ModelOutline> {
  const settings = hubSettings(options.environment);
  const repository = { type: 'model', name: source.repository } as const;
  const cache = new CachedRepository(settings.cacheFolder, repository);
  const whole = (model: DownloadedModel): ModelOutline => ({ ...model, toDownload: 0, close: () => {} });
  if (settings.offline) return whole(await downloadModel(source, options));
  const client = new HubClient(repository, settings, options);
  const { revision } = source;
  const commit = isCommit(revision) ? revision : await client.commitOf(revision);
  if (isComplete(cache, commit)) {
    cache.rememberCommit(revision, commit);
    return whole({ repository: repository.name, commit, folder: cache.snapshotFolder(commit) });
  }
  const listing = await listModel(client, cache, commit);
  await fetchFiles(client, cache, commit, listing.descriptions, options);
  options.checkDescription?.(cache.snapshotFolder(commit));
  const weights = listing.weights();
  const folder = mkdtempSync(join(tmpdir(), 'refusal-lab-outline-'));
  const close = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    for (const { path } of listing.descriptions)
      copyFileSync(cache.snapshotPath(commit, path), join(folder, path));
    const read = (file: RepositoryFile, bytes: number): Promise<Uint8Array> => {
      const cached = cache.pathOf(commit, file.path);
      const length = Math.min(bytes, file.size);
      return cached
        ? Promise.resolve(startOf(cached, length))
        : fetchStart(client, commit, file.path, length);
    };
    const queue = [...weights];
    const work = async (): Promise<void> => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift())
        writeHollow(join(folder, file.path), file.size, await headerOf(file, read));
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
  } catch (error) {
    close();
    throw error;
  }
  const absent = weights.filter(({ path }) => cache.pathOf(commit, path) === undefined);
  const toDownload = absent.reduce((sum, { size }) => sum + size, 0);
  return { repository: repository.name, commit, folder, toDownload, close };
}

async function headerOf(
  file: RepositoryFile,
  read: (file: RepositoryFile, bytes: number) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const start = await read(file, FIRST_BYTES);
  const length = 8 + safetensorsHeaderLength(start, file.path, file.size);
  return (length <= start.length ? start : await read(file, length)).subarray(0, length);
}

function startOf(path: string, length: number): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    return readByteRange(descriptor, 0, length, path);
  } finally {
    closeSync(descriptor);
  }
}

function writeHollow(path: string, size: number, header: Uint8Array): void {
  writeFileSync(path, header);
  truncateSync(path, size);
}
