import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';

/** SHA-256 of a judge's weights files and tokenizer, by file name: its identity, whatever its folder is called. */
export async function judgeModelHash(
  checkpoint: Checkpoint,
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const weights = [...checkpoint.tensors.values()].map(({ file }) => file);
  const files = [...new Set([...weights, join(checkpoint.folder, 'tokenizer.json')])].sort();
  const hashes: Record<string, string> = {};
  for (const file of files) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) {
      signal?.throwIfAborted();
      hash.update(chunk);
    }
    hashes[basename(file)] = hash.digest('hex');
  }
  return hashes;
}
