import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../doctor/finding.ts';
import type { BatchesRun } from '../../engine/transformers/batches-run.ts';
import { readJsonFile } from '../../formats/json-file.ts';
import { MANIFEST } from '../../results/run-file-names.ts';
import type { RunFolder } from './run-folder.ts';
import { manifestText, type QueueSession, type RunManifest, type RunSession } from './run-manifest.ts';

/** Keeps a run's manifest: begins the run and notes when its test split is opened and when it is finished. */
export class RunRecord {
  readonly #folder: RunFolder;
  readonly #start = Date.now();
  readonly #earlier: number;
  #manifest: RunManifest;

  constructor(
    folder: RunFolder,
    session: RunSession,
    origin: Pick<RunManifest, 'model' | 'sources' | 'identity'>,
  ) {
    this.#folder = folder;
    const old = session.unitsFound > 0 ? readManifest(folder.path) : undefined;
    this.#earlier = old?.seconds ?? 0;
    this.#manifest = {
      sessions: [...(old?.sessions ?? []), session],
      testOpenedAt: old?.testOpenedAt ?? null,
      finishedAt: null,
      seconds: old?.seconds ?? null,
      examination: old?.examination ?? null,
      ...origin,
    };
    folder.begin(manifestText(this.#manifest));
  }

  /** What the model's examination found, in this session or an earlier one. */
  get examination(): readonly Finding[] | null {
    return this.#manifest.examination;
  }

  examined(findings: readonly Finding[]): void {
    this.#write({ examination: findings });
  }

  /** Every choice is made and in the journal; only the first time counts. */
  testOpened(): void {
    if (this.#manifest.testOpenedAt === null) this.#write({ testOpenedAt: new Date().toISOString() });
  }

  /** Everything but results.json is about to be written. */
  finished(): void {
    this.#write({ finishedAt: new Date().toISOString() });
  }

  /** Who has done what on the queue so far; written with the next change. */
  servedBy(workers: QueueSession['workers']): void {
    const sessions = this.#manifest.sessions.map((session, i, all) =>
      session.queue && i === all.length - 1 ? { ...session, queue: { ...session.queue, workers } } : session,
    );
    this.#manifest = { ...this.#manifest, sessions };
  }

  /** What ran in this session, which ends. */
  ran(batches: BatchesRun): void {
    const sessions = this.#manifest.sessions.map((session, i, all) =>
      i === all.length - 1 ? { ...session, batches } : session,
    );
    this.#write({ sessions });
  }

  #write(change: Partial<RunManifest>): void {
    const seconds = this.#earlier + (Date.now() - this.#start) / 1000;
    this.#manifest = { ...this.#manifest, ...change, seconds };
    this.#folder.writeManifest(manifestText(this.#manifest));
  }
}

/** Undefined where there is none. */
export function readManifest(folder: string): RunManifest | undefined {
  const path = join(folder, MANIFEST);
  return existsSync(path) ? (readJsonFile(path) as RunManifest) : undefined;
}
