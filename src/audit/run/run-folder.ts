import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { writeFileAtomic } from '../../formats/atomic-file.ts';
import { JournalFile, readJournalFile } from '../../formats/journal-file.ts';
import { makeFolders } from '../../formats/make-folders.ts';
import { WriteError } from '../../formats/write-error.ts';
import { JOURNAL, MANIFEST, RESULTS } from '../../results/run-file-names.ts';
import { differencesOf, type RunIdentity } from '../subject/run-identity.ts';
import type { UnitEntry } from '../units/unit-runner.ts';
import { readEntries } from './read-journal.ts';
import { lockRun, type RunLock } from './run-lock.ts';
import { RunMismatchError } from './run-mismatch-error.ts';

const LOCK = 'lock';

/**
 * A run on disk. {@link RunFolder.open} finds out before any work whether it can be written or goes on, and changes
 * nothing; {@link begin} makes it; every finished unit is in its journal when {@link append} returns; {@link finish}
 * writes the rest. A process that is killed at any moment loses the unit it was doing and nothing else.
 */
export class RunFolder {
  readonly path: string;
  /** Values of the units that an interrupted run has left, by name. */
  readonly finished: Map<string, unknown>;
  readonly #identity: RunIdentity;
  readonly #replaces: boolean;
  #journal: JournalFile | undefined;
  #lock: RunLock | undefined;

  private constructor(
    path: string,
    identity: RunIdentity,
    finished: Map<string, unknown>,
    replaces: boolean,
  ) {
    this.path = path;
    this.finished = finished;
    this.#identity = identity;
    this.#replaces = replaces;
  }

  /**
   * Throws {@link WriteError} where the target is a folder that no run wrote (which is never replaced), holds a finished
   * run and `force` is not given, or cannot be written to; {@link RunMismatchError} where it holds an unfinished run of
   * another identity. An unfinished run of the same identity goes on; with `force` every run starts over.
   */
  static open(path: string, identity: RunIdentity, force: boolean): RunFolder {
    const target = resolve(path);
    checkWritable(target);
    const empty = !existsSync(target) || (statSync(target).isDirectory() && readdirSync(target).length === 0);
    if (empty) return new RunFolder(target, identity, new Map(), false);
    if (!statSync(target).isDirectory() || !existsSync(join(target, MANIFEST)))
      throw new WriteError(target, 'exists and is not a run folder', { remedy: 'Choose another `out`.' });
    if (force) return new RunFolder(target, identity, new Map(), true);
    if (existsSync(join(target, RESULTS)) || !existsSync(join(target, JOURNAL)))
      throw new WriteError(target, 'exists already', {
        remedy: 'Choose another `out`, or pass `force` to replace that run.',
      });
    const journal = join(target, JOURNAL);
    const { header, units } = readEntries(readJournalFile(journal), journal);
    // What was killed before its first line has nothing to go on with.
    if (header === undefined) return new RunFolder(target, identity, new Map(), true);
    const differences = differencesOf(header, JSON.parse(JSON.stringify(identity)));
    if (differences.length > 0) throw new RunMismatchError(target, differences);
    return new RunFolder(target, identity, units, false);
  }

  /** Makes the folder (in the place of an old run, where it was forced), locks it and writes its manifest. */
  begin(manifest: string): void {
    makeFolders(this.path);
    this.#lock = lockRun(join(this.path, LOCK), this.path);
    if (this.#replaces)
      for (const name of readdirSync(this.path))
        if (name !== LOCK) rmSync(join(this.path, name), { recursive: true, force: true });
    this.writeManifest(manifest);
    const { journal, values } = JournalFile.open(join(this.path, JOURNAL));
    this.#journal = journal;
    if (values.length === 0) journal.append({ run: this.#identity });
  }

  writeManifest(text: string): void {
    writeFileAtomic(join(this.path, MANIFEST), text);
  }

  /** One finished unit; it is on disk when this returns. */
  append(entry: UnitEntry): void {
    this.#lock!.check();
    this.#journal!.append(entry);
    this.finished.set(entry.unit, entry.value);
  }

  /** `files` by path inside the run, {@link RESULTS} last. */
  finish(files: ReadonlyMap<string, string | Uint8Array>): void {
    this.#lock!.check();
    const last = files.get(RESULTS);
    for (const [name, data] of files) if (name !== RESULTS) this.#write(name, data);
    if (last !== undefined) this.#write(RESULTS, last);
  }

  /** Frees the folder; a run that has not finished a unit leaves nothing. */
  close(): void {
    if (!this.#journal) return;
    this.#journal.close();
    this.#journal = undefined;
    this.#lock?.release();
    if (this.finished.size === 0) rmSync(this.path, { recursive: true, force: true });
  }

  #write(name: string, data: string | Uint8Array): void {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomic(file, data);
  }
}

/** Finds the nearest folder that exists; it has to be one, and writable. */
function checkWritable(target: string): void {
  let folder = dirname(target);
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    if (!statSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`);
    const probe = join(folder, `.refusal-lab-${process.pid}`);
    mkdirSync(probe);
    rmSync(probe, { recursive: true });
  } catch (error) {
    throw new WriteError(target, `cannot be written (${(error as Error).message})`, { cause: error });
  }
}
