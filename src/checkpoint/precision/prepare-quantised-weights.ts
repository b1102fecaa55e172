import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../formats/atomic-file.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { contentHash } from '../../formats/content-hash.ts';
import { fileHash } from '../../formats/file-hash.ts';
import { makeFolders } from '../../formats/make-folders.ts';
import { tensorBytes } from '../../formats/safetensors.ts';
import { userCacheFolder } from '../../formats/user-cache-folder.ts';
import { WriteError } from '../../formats/write-error.ts';
import { formatBytes } from '../../wording/format-bytes.ts';
import type { ModelConfig } from '../model-config.ts';
import type { TensorIndex } from '../weight-locations.ts';
import { BLOCK_SIZE } from './block-size.ts';
import { CreationLock } from './creation-lock.ts';
import { type QuantisedPrecision, quantisedLayout } from './quantised-layout.ts';
import { sourceHashes } from './source-hashes.ts';
import { writeQuantisedWeights } from './write-quantised-weights.ts';

const FORMAT = 'refusal-lab/quantised-weights';
/** Raised whenever the scheme of rounding or naming changes. */
const VERSION = '1';
const WEIGHTS = 'weights.safetensors';
const ENTRY = 'entry.json';

const entrySchema = z.looseObject({ bytes: z.int(), sha256: z.string() });

export interface PreparationOptions {
  /** Default: `quantised` in the user's cache folder. */
  readonly cache?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Reports a delay or an earlier fault: another process is making the file, or a damaged entry is made again. */
  readonly onNote?: (note: string) => void;
  /** The weights are there and are about to be loaded: `bytes` of them on disk. */
  readonly onLoading?: (model: string, bytes: number) => void;
}

/**
 * The quantised weights file of a checkpoint, made where the cache lacks it, and verified against its SHA-256 otherwise. An entry is
 * named by a hash of the source's contents and the scheme; it is written under another name and renamed as a whole, so there is
 * never half of one. Rejects with {@link WriteError} where the cache cannot be written, TensorError on values that are not finite, and
 * with the signal's reason where it is aborted.
 */
export async function prepareQuantisedWeights(
  model: { readonly name: string; readonly config: ModelConfig; readonly tensors: TensorIndex },
  precision: QuantisedPrecision,
  options: PreparationOptions = {},
): Promise<string> {
  const cache = options.cache ?? join(userCacheFolder(), 'quantised');
  const files = [...new Set([...model.tensors.values()].map(({ file }) => file))].sort();
  const layout = quantisedLayout(model, precision);
  const hashes = await sourceHashes(files, cache, options.signal);
  const scheme = { format: FORMAT, version: VERSION, precision, block: String(BLOCK_SIZE) };
  const key = contentHash(canonicalJson({ scheme, source: hashes.toSorted(), layout })).slice(0, 32);
  const folder = join(cache, key);
  const file = join(folder, WEIGHTS);
  if (await isSound(folder, options)) return file;
  makeFolder(cache);
  const lock = await CreationLock.take(`${folder}.lock`, {
    ...(options.signal ? { signal: options.signal } : {}),
    onWait: () => options.onNote?.(`${model.name}: another process is quantising it, waiting`),
  });
  try {
    if (await isSound(folder, options)) return file;
    if (existsSync(folder)) {
      options.onNote?.(`${folder}: is damaged and made again`);
      rmSync(folder, { recursive: true });
    }
    for (const name of readdirSync(cache))
      if (name.startsWith(`${key}.partial-`)) rmSync(join(cache, name), { recursive: true, force: true });
    checkSpace(
      cache,
      layout.reduce((sum, { dtype, shape }) => sum + tensorBytes(dtype, shape), 0),
    );
    const partial = `${folder}.partial-${process.pid}`;
    try {
      mkdirSync(partial);
      const unfinished = join(partial, WEIGHTS);
      const sha256 = await writeQuantisedWeights(unfinished, model, precision, {
        ...options,
        metadata: scheme,
        onProgress: (done, total) => {
          lock.touch();
          options.onProgress?.(done, total);
        },
      });
      const source = Object.fromEntries(files.map((path, i) => [basename(path), hashes[i]]));
      const entry = { ...scheme, source, bytes: statSync(unfinished).size, sha256 };
      writeFileAtomic(join(partial, ENTRY), `${canonicalJson(entry, 2)}\n`);
      renameSync(partial, folder);
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      throw error instanceof Error && 'syscall' in error
        ? new WriteError(partial, `cannot be written (${error.message})`, { cause: error, remedy: ELSEWHERE })
        : error;
    }
    return file;
  } finally {
    lock.release();
  }
}

const ELSEWHERE = 'REFUSAL_LAB_CACHE names another folder for the cache.';

/** The entry is there, whole, and what was written. */
async function isSound(folder: string, { signal }: PreparationOptions): Promise<boolean> {
  const [weights, entryFile] = [join(folder, WEIGHTS), join(folder, ENTRY)];
  if (!existsSync(weights) || !existsSync(entryFile)) return false;
  let entry: z.infer<typeof entrySchema>;
  try {
    entry = entrySchema.parse(JSON.parse(readFileSync(entryFile, 'utf8')));
  } catch {
    return false;
  }
  return statSync(weights).size === entry.bytes && (await fileHash(weights, signal)) === entry.sha256;
}

function makeFolder(path: string): void {
  try {
    makeFolders(path);
  } catch (error) {
    throw new WriteError(path, `cannot be made (${(error as Error).message})`, {
      cause: error,
      remedy: ELSEWHERE,
    });
  }
}

function checkSpace(cache: string, needed: number): void {
  const { bavail, bsize } = statfsSync(cache);
  if (bavail * bsize < needed)
    throw new WriteError(
      cache,
      `has ${formatBytes(bavail * bsize)} left, the quantised weights need ${formatBytes(needed)}`,
      { remedy: ELSEWHERE },
    );
}
