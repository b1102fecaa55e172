/** A file of a repository at one commit. */
export interface RepositoryFile {
  /** In the repository, with forward slashes. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Large files have their content's SHA-256, small ones git's SHA-1 of it with its header. */
  readonly algorithm: 'sha256' | 'git-sha1';
  /** In hexadecimal; also the name of its blob in the cache. */
  readonly hash: string;
}
