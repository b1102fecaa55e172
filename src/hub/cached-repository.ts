import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { writeFileAtomic } from '../formats/atomic-file.ts';
import { HubError } from './hub-error.ts';
import type { HubRepository } from './hub-repository.ts';
import type { RepositoryFile } from './repository-file.ts';

/**
 * One repository in the cache that the Hub's clients share: `refs/<revision>` holds a commit, `blobs/<hash>` a content,
 * `snapshots/<commit>/` a link to its blob for each file, and `.no_exist/<commit>/` the files that a commit is known not
 * to have.
 */
export class CachedRepository {
  readonly repository: HubRepository;
  readonly #folder: string;
  readonly #locks: string;

  constructor(cacheFolder: string, repository: HubRepository) {
    const name = `${repository.type}s--${repository.name.replaceAll('/', '--')}`;
    this.repository = repository;
    this.#folder = resolve(cacheFolder, name);
    this.#locks = resolve(cacheFolder, '.locks', name);
  }

  /** The commit that a branch or tag was at when it was last looked up; undefined where it never was. */
  commitOf(revision: string): string | undefined {
    const path = this.#inside('refs', revision);
    return path && existsSync(path) && statSync(path).isFile()
      ? readFileSync(path, 'utf8').trim()
      : undefined;
  }

  rememberCommit(revision: string, commit: string): void {
    const path = this.#inside('refs', revision);
    if (!path || revision === commit || this.commitOf(revision) === commit) return;
    ignoringReadOnly(() => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileAtomic(path, commit);
    });
  }

  /** Folder of a commit's files, whether it exists or not. */
  snapshotFolder(commit: string): string {
    return join(this.#folder, 'snapshots', commit);
  }

  /** Path of a commit's file, whether it exists or not. Throws {@link HubError} if its name leads elsewhere. */
  snapshotPath(commit: string, file: string): string {
    const path = this.#inside(join('snapshots', commit), file);
    if (path === undefined || file.includes('\\'))
      throw new HubError(this.repository.name, `has a file with the unusable name ${JSON.stringify(file)}`);
    return path;
  }

  /** The path of a file of a commit, or undefined where it has not been downloaded. */
  pathOf(commit: string, file: string): string | undefined {
    const path = this.#inside(join('snapshots', commit), file);
    return path && existsSync(path) ? path : undefined;
  }

  /** Paths in the repository of the files of a commit that have been downloaded. */
  filesOf(commit: string): string[] {
    const folder = this.snapshotFolder(commit);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(folder, path), { throwIfNoEntry: false })?.isFile())
      .map((path) => path.split(sep).join('/'))
      .sort();
  }

  /** Records that a commit does not have a file, for readers without a connection. */
  rememberMissing(commit: string, file: string): void {
    const path = this.#inside(join('.no_exist', commit), file);
    if (!path || existsSync(path)) return;
    ignoringReadOnly(() => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, '');
    });
  }

  isKnownMissing(commit: string, file: string): boolean {
    const path = this.#inside(join('.no_exist', commit), file);
    return path !== undefined && existsSync(path);
  }

  blobPath({ hash }: RepositoryFile): string {
    return join(this.#folder, 'blobs', hash);
  }

  /** Locks of the Python client are of another kind, and its locks and partial files have other names. */
  lockPath({ hash }: RepositoryFile): string {
    return join(this.#locks, `${hash}.refusal-lab.lock`);
  }

  /** Undefined if a name leads out of the cache. */
  #inside(folder: string, name: string): string | undefined {
    const root = join(this.#folder, folder);
    const path = join(root, name);
    const from = relative(root, path);
    return from === '' || from.startsWith('..') ? undefined : path;
  }
}

/** A cache filled by others may be read-only; records for next time are then skipped. */
function ignoringReadOnly(write: () => void): void {
  try {
    write();
  } catch {
    // Nothing that was asked for is lost.
  }
}
