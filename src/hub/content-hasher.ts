import { createHash, type Hash } from 'node:crypto';
import type { RepositoryFile } from './repository-file.ts';

/** Hasher of a file's expected checksum; feed it the bytes in order. */
export function contentHasher({ algorithm, size }: RepositoryFile): Hash {
  return algorithm === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`);
}
