import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../../formats/atomic-file.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { fileHash } from '../../formats/file-hash.ts';
import { makeFolders } from '../../formats/make-folders.ts';

const memoSchema = z.record(z.string(), z.strictObject({ stat: z.string(), sha256: z.string().length(64) }));
const MEMO = 'file-hashes.json';
/** A file that changed more recently than this may change again without a change of its times. */
const SETTLED_MILLISECONDS = 2000;

/**
 * SHA-256 of each file, in the order given. A file whose size, inode and times are as when it was last hashed is not read again:
 * a checkpoint of 32B parameters has 65 GB.
 */
export async function sourceHashes(
  files: readonly string[],
  cache: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const memoFile = join(cache, MEMO);
  const memo = readMemo(memoFile);
  const hashes: string[] = [];
  let changed = false;
  for (const file of files) {
    const path = realpathSync(file);
    const { stat, settled } = identify(path);
    const known = memo[path];
    if (known?.stat === stat) {
      hashes.push(known.sha256);
      continue;
    }
    const sha256 = await fileHash(path, signal);
    hashes.push(sha256);
    if (!settled || identify(path).stat !== stat) continue;
    memo[path] = { stat, sha256 };
    changed = true;
  }
  if (changed) keepMemo(memoFile, memo);
  return hashes;
}

function identify(path: string): { readonly stat: string; readonly settled: boolean } {
  const { dev, ino, size, mtimeNs, ctimeNs, ctimeMs } = statSync(path, { bigint: true });
  return {
    stat: [dev, ino, size, mtimeNs, ctimeNs].join(' '),
    settled: Date.now() - Number(ctimeMs) > SETTLED_MILLISECONDS,
  };
}

/** If the list cannot be kept, the files are hashed again next time. */
function keepMemo(file: string, memo: z.infer<typeof memoSchema>): void {
  try {
    makeFolders(dirname(file));
    writeFileAtomic(file, canonicalJson(memo));
  } catch {
    // The cache may be on a disk that is full or read-only.
  }
}

/** A list that cannot be read is made again. */
function readMemo(file: string): z.infer<typeof memoSchema> {
  if (!existsSync(file)) return {};
  try {
    return memoSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}
