import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { writeFileAtomic } from '../formats/atomic-file.ts';
import { WriteError } from '../formats/write-error.ts';

const MANIFEST = 'manifest.json';

/**
 * A run on disk, whole or not at all: {@link RunFolder.prepare} finds out before any work whether it can be written,
 * {@link RunFolder.write} fills a folder beside the target and then puts it in place.
 */
export class RunFolder {
  readonly path: string;
  readonly #staging: string;

  private constructor(path: string, staging: string) {
    this.path = path;
    this.#staging = staging;
  }

  /**
   * Throws {@link WriteError} where the target exists and `force` is not given, where it is a folder that no run
   * wrote (which is never replaced), and where its parent cannot be written to.
   */
  static prepare(path: string, force: boolean): RunFolder {
    const target = resolve(path);
    if (existsSync(target)) {
      const empty = statSync(target).isDirectory() && readdirSync(target).length === 0;
      if (!empty && !existsSync(join(target, MANIFEST)))
        throw new WriteError(target, 'exists and is no run folder', { remedy: 'Choose another --out.' });
      if (!empty && !force)
        throw new WriteError(target, 'exists already', {
          remedy: 'Choose another --out, or pass --force to replace that run.',
        });
    }
    try {
      makeFolders(dirname(target));
      return new RunFolder(target, mkdtempSync(join(dirname(target), `.${basename(target)}-`)));
    } catch (error) {
      throw new WriteError(target, `cannot be written (${(error as Error).message})`, { cause: error });
    }
  }

  /** `files` by path inside the run; the old run, if any, is replaced. */
  write(files: ReadonlyMap<string, string | Uint8Array>): void {
    for (const [name, data] of files) {
      const file = join(this.#staging, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileAtomic(file, data);
    }
    rmSync(this.path, { recursive: true, force: true });
    // mkdtemp made it private; a run is as readable as any other folder.
    chmodSync(this.#staging, 0o777 & ~process.umask());
    renameSync(this.#staging, this.path);
  }

  /** Removes what a run that failed has left. */
  discard(): void {
    rmSync(this.#staging, { recursive: true, force: true });
  }
}

/** Missing folders from the top down. Node's own recursive mode never returns where a parent such as /proc takes none. */
function makeFolders(path: string): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path));
  mkdirSync(path);
}
