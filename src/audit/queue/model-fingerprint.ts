import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { contentHash } from '../../formats/content-hash.ts';
import { weightHashes } from '../subject/weight-hashes.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const fingerprintSchema = z.strictObject({
  /** SHA-256 of every weights file, by file name. */
  weights: z.record(z.string(), hash),
  /** Of configuration and stop tokens. */
  configuration: hash,
  chatTemplate: hash,
  tokenizer: hash,
});

/** What makes two copies of a model the same one, wherever they lie and whatever they are called. */
export type ModelFingerprint = z.infer<typeof fingerprintSchema>;

export function modelFingerprint(checkpoint: Checkpoint): ModelFingerprint {
  const tokenizer = join(checkpoint.folder, 'tokenizer.json');
  return {
    weights: weightHashes(checkpoint.tensors),
    configuration: contentHash(canonicalJson([checkpoint.config, checkpoint.stopTokenIds])),
    chatTemplate: contentHash(checkpoint.chatTemplate().source),
    tokenizer: contentHash(existsSync(tokenizer) ? readFileSync(tokenizer) : ''),
  };
}
