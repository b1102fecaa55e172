import { createHash, type Hash } from 'node:crypto';
import type { RepositoryFile } from './repository-file.ts';

/** The hash that a file's content has to have, to be fed with its bytes in order. */
export function contentHasher({ algorithm, size }: RepositoryFile): Hash {
  return algorithm === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`);
}
