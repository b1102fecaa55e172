import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { writeFileAtomic } from '../../formats/atomic-file.ts';

/** One data set in the cache that the Hub's clients share: `refs/<revision>` holds a commit, `snapshots/<commit>/` files. */
export class CachedRepository {
  readonly #folder: string;

  constructor(cacheFolder: string, repository: string) {
    this.#folder = resolve(cacheFolder, `datasets--${repository.replaceAll('/', '--')}`);
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
    if (!path || this.commitOf(revision) === commit) return;
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic(path, commit);
  }

  /** The path of a file of a commit, or undefined where it has not been downloaded. */
  pathOf(commit: string, file: string): string | undefined {
    const path = this.#inside(join('snapshots', commit), file);
    return path && existsSync(path) ? path : undefined;
  }

  /** Paths in the repository of the files of a commit that have been downloaded. */
  filesOf(commit: string): string[] {
    const folder = join(this.#folder, 'snapshots', commit);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => !statSync(join(folder, path)).isDirectory())
      .map((path) => path.split(sep).join('/'))
      .sort();
  }

  /** Undefined where a name leads out of the cache. */
  #inside(folder: string, name: string): string | undefined {
    const root = join(this.#folder, folder);
    const path = join(root, name);
    const from = relative(root, path);
    return from === '' || from.startsWith('..') ? undefined : path;
  }
}
