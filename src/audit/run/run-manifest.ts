import type { Finding } from '../../doctor/finding.ts';
import type { BatchesRun } from '../../engine/transformers/batches-run.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import type { AuditSources } from '../data/audit-sources.ts';
import type { Passport } from '../subject/passport.ts';
import type { RunIdentity } from '../subject/run-identity.ts';

/** The queue that a stretch of work was done over. */
export interface QueueSession {
  /** The run's name there: who goes on with the run finds what workers did meanwhile. */
  readonly run: string;
  /** Without user and password. */
  readonly address: string;
  readonly prefix: string;
  /** Who did how many units, under which numerics. */
  readonly workers: Readonly<Record<string, { readonly units: number; readonly passport: Passport }>>;
}

/** A stretch of work on a run: one, unless it was interrupted. */
export interface RunSession {
  readonly command: readonly string[];
  readonly startedAt: string;
  /** Units that were done already. */
  readonly unitsFound: number;
  /** Engines in this process; 0: the units were done by workers of a queue. */
  readonly workers: number;
  readonly queue?: QueueSession;
  /** Of the transformers engines in this process, since the session began; missing before it ended, and where none ran. */
  readonly batches?: BatchesRun;
  readonly versions: Readonly<Record<string, string>>;
  readonly cpu: string;
}

/** What results.json may not hold because it changes from run to run: times, versions, the machine. */
export interface RunManifest {
  /** Where model and prompts were, as the command line named them: to find them again on this machine. */
  readonly model: string;
  readonly sources: AuditSources;
  readonly sessions: readonly RunSession[];
  /** When the last choice was made and the test split was first looked at; null until then. */
  readonly testOpenedAt: string | null;
  readonly finishedAt: string | null;
  /** Seconds of work up to {@link testOpenedAt} or {@link finishedAt}, the last of them, in all sessions that came so far; null before. */
  readonly seconds: number | null;
  /** The model's numerical passport (docs/doctor.md), made once a run; null until then. */
  readonly examination: readonly Finding[] | null;
  readonly identity: RunIdentity;
}

export const manifestText = (manifest: RunManifest): string => `${canonicalJson(manifest, 2)}\n`;
