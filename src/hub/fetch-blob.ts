import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheWriteError } from './cache-write-error.ts';
import type { CachedRepository } from './cached-repository.ts';
import { contentHasher } from './content-hasher.ts';
import type { HubClient } from './hub-client.ts';
import { HubError } from './hub-error.ts';
import { withProcessLock } from './process-lock.ts';
import type { RepositoryFile } from './repository-file.ts';

export interface FetchBlobOptions {
  readonly signal: AbortSignal;
  /** Bytes of the file that are on this machine. */
  readonly onBytes: (bytes: number) => void;
  /** Another process downloads the file; called with false once it has stopped. */
  readonly onWait: (waiting: boolean) => void;
  readonly retryDelay: number;
}

/** Consecutive failures, none of which brought a byte, after which a download is given up. */
const MOST_FAILURES = 5;

/** Reasons why a request brought no whole file and asking again may help. */
class BrokenDownload extends Error {}

/**
 * Gets a file's content into the cache and resolves to its path. It resumes an interrupted download, lets
 * one process at a time do the work, and names the file only once its checksum is right. Rejects with {@link HubError}, or
 * with the signal's reason; the partial file then stays for next time.
 */
export async function fetchBlob(
  client: HubClient,
  cache: CachedRepository,
  commit: string,
  file: RepositoryFile,
  options: FetchBlobOptions,
): Promise<string> {
  const blob = cache.blobPath(file);
  if (!isWhole(blob, file))
    try {
      mkdirSync(dirname(blob), { recursive: true });
      const { signal, onWait } = options;
      const lock = { signal, onWait: () => onWait(true) };
      await withProcessLock(cache.lockPath(file), lock, async () => {
        onWait(false);
        if (!isWhole(blob, file)) await download(client, commit, file, blob, options);
      });
    } catch (error) {
      throw cacheWriteError(client.repository.name, dirname(blob), error) ?? error;
    }
  options.onBytes(file.size);
  return blob;
}

/** A blob gets its name only when it is right; one of another size was cut off later. */
function isWhole(blob: string, { size }: RepositoryFile): boolean {
  return existsSync(blob) && statSync(blob).size === size;
}

async function download(
  client: HubClient,
  commit: string,
  file: RepositoryFile,
  blob: string,
  options: FetchBlobOptions,
): Promise<void> {
  // Not the Python client's name for it: that client appends to its partial files.
  const partial = `${blob}.refusal-lab.incomplete`;
  for (let attempt = 0; ; attempt++) {
    const found = await complete(client, commit, file, partial, options);
    if (found === file.hash) break;
    rmSync(partial, { force: true });
    // A partial file of an earlier run may be damaged; fresh bytes from the Hub may not.
    if (attempt === 1)
      throw new HubError(client.repository.name, `${file.path} arrives damaged`, {
        exitCode: 1,
        remedy: `Its checksum is ${found}, the Hub's is ${file.hash}. Try again; a proxy or a mirror may change what it passes on.`,
      });
  }
  renameSync(partial, blob);
}

/** Fills the partial file up, from the byte it ends at, and resolves to its content's hash. */
async function complete(
  client: HubClient,
  commit: string,
  file: RepositoryFile,
  partial: string,
  { signal, onBytes, retryDelay }: FetchBlobOptions,
): Promise<string> {
  // Written at positions, never appended: two processes at once would write the same bytes to the same places.
  const handle = await open(partial, existsSync(partial) ? 'r+' : 'w+');
  try {
    let hasher = contentHasher(file);
    let position = await readInto(handle, (chunk) => hasher.update(chunk), signal);
    let failures = 0;
    while (position < file.size) {
      onBytes(position);
      const start = position;
      try {
        const response = await client.open(commit, file.path, position, { signal });
        if (response.status === 200 && position > 0) {
          hasher = contentHasher(file);
          position = 0;
        } else if (!response.ok)
          throw new BrokenDownload(`${new URL(response.url).host} answers ${response.status}`);
        for await (const chunk of response.body ?? []) {
          if (position + chunk.length > file.size)
            throw new BrokenDownload(`more than the ${file.size} bytes that the Hub lists`);
          for (let done = 0; done < chunk.length; )
            done += (await handle.write(chunk, done, chunk.length - done, position + done)).bytesWritten;
          hasher.update(chunk);
          position += chunk.length;
          onBytes(position);
        }
        if (position < file.size) throw new BrokenDownload(`the connection ended at byte ${position}`);
      } catch (error) {
        signal.throwIfAborted();
        failures = position > start ? 1 : failures + 1;
        if (!mayRecover(error) || failures > MOST_FAILURES) throw explained(client, file, error);
        await delay(retryDelay * 2 ** (failures - 1), undefined, { signal }).catch(() =>
          signal.throwIfAborted(),
        );
      }
    }
    await handle.sync();
    return position > file.size ? 'longer than it should be' : hasher.digest('hex');
  } finally {
    await handle.close();
  }
}

async function readInto(
  handle: FileHandle,
  use: (chunk: Uint8Array) => void,
  signal: AbortSignal,
): Promise<number> {
  const chunk = new Uint8Array(2 ** 20);
  let position = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) return position;
    use(chunk.subarray(0, bytesRead));
    position += bytesRead;
  }
}

/** Broken connections and server errors; not refusals of the Hub, and not errors of this machine. */
function mayRecover(error: unknown): boolean {
  if (error instanceof HubError) {
    const { status } = error;
    return status === undefined || status === 408 || status === 429 || status >= 500;
  }
  return error instanceof BrokenDownload || (error as NodeJS.ErrnoException).syscall === undefined;
}

function explained(client: HubClient, file: RepositoryFile, error: unknown): unknown {
  if (error instanceof HubError || (error as NodeJS.ErrnoException).syscall !== undefined) return error;
  const cause = (error as Error).cause;
  const { message } = cause instanceof Error ? cause : (error as Error);
  return new HubError(client.repository.name, `${file.path} cannot be downloaded (${message})`, {
    exitCode: 1,
    cause: error,
    remedy: 'What has arrived is kept: the same command goes on from there.',
  });
}
