import type { Finding } from '../../doctor/finding.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import type { AuditSources } from '../data/audit-sources.ts';
import type { RunIdentity } from './run-identity.ts';

/** A stretch of work on a run: one, unless it was interrupted. */
export interface RunSession {
  readonly command: readonly string[];
  readonly startedAt: string;
  /** Units that were done already. */
  readonly unitsFound: number;
  readonly workers: number;
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
