import type { Finding } from '../../doctor/finding.ts';
import type { BatchesRun } from '../../engine/transformers/batches-run.ts';
import type { UnitEntry } from '../units/unit-runner.ts';
import type { QueueSession, RunManifest, RunSession } from './run-manifest.ts';

/** Where an audit keeps what is done: a run folder, or nothing but memory. */
export interface AuditStore {
  /** The run folder; null where nothing is written. */
  readonly folder: string | null;
  /** Values of finished units by name, those of earlier sessions among them. */
  readonly finished: Map<string, unknown>;
  /** What the model's examination found, in this session or an earlier one; null before. */
  readonly examination: readonly Finding[] | null;
  /** The manifest of an earlier session that this one goes on from. */
  readonly earlier: RunManifest | undefined;
  /** Everything is checked: from here on something may be written. */
  readonly begin: (part: Pick<RunSession, 'workers' | 'queue'>) => void;
  readonly examined: (findings: readonly Finding[]) => void;
  readonly append: (entry: UnitEntry) => void;
  readonly testOpened: () => void;
  /** Who has done what on a queue so far. */
  readonly servedBy: (workers: QueueSession['workers']) => void;
  /** The batches that engines ran in this session. */
  readonly ran: (batches: BatchesRun) => void;
  /** Results and report, by path in the folder. */
  readonly finish: (files: ReadonlyMap<string, string | Uint8Array>) => void;
  /** Frees the folder. */
  readonly close: () => void;
}
