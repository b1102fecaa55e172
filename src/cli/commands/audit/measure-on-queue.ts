import { randomBytes } from 'node:crypto';
import type { AuditProgress } from '../../../audit/audit-meter.ts';
import type { ModelAudit } from '../../../audit/audit-model.ts';
import type { AuditData } from '../../../audit/data/audit-data-types.ts';
import { auditOnQueue } from '../../../audit/queue/audit-on-queue.ts';
import { modelFingerprint } from '../../../audit/queue/model-fingerprint.ts';
import type { QueueAddress } from '../../../audit/queue/queue-address.ts';
import { QueueConnection } from '../../../audit/queue/queue-connection.ts';
import type { RunFolder } from '../../../audit/run/run-folder.ts';
import type { RunSession } from '../../../audit/run/run-manifest.ts';
import { type RunRecord, readManifest } from '../../../audit/run/run-record.ts';
import type { RunIdentity } from '../../../audit/subject/run-identity.ts';
import type { Checkpoint } from '../../../checkpoint/checkpoint.ts';
import { terminal } from '../../terminal/terminal.ts';

/** `audit --queue`. */
export interface QueueRequest {
  readonly address: QueueAddress;
  readonly waitSeconds?: number;
  readonly mixed: boolean;
}

/** Has a run's units done by workers; this process keeps the run folder and loads no weight. */
export async function measureOnQueue(
  { address, waitSeconds }: QueueRequest,
  checkpoint: Checkpoint,
  run: {
    readonly begin: (part: Pick<RunSession, 'workers' | 'queue'>) => RunRecord;
    readonly identity: RunIdentity;
    readonly data: AuditData;
    readonly folder: RunFolder;
    readonly force: boolean;
    readonly onProgress: AuditProgress;
    readonly signal: AbortSignal;
  },
): Promise<ModelAudit & { readonly record: RunRecord }> {
  const { folder, signal } = run;
  const connection = await QueueConnection.open(address, { signal });
  try {
    const earlier = run.force ? undefined : readManifest(folder.path)?.sessions.at(-1)?.queue?.run;
    const id = earlier ?? randomBytes(8).toString('hex');
    const queue = { run: id, address: address.shown, prefix: address.prefix, workers: {} };
    const record = run.begin({ workers: 0, queue });
    const audited = await auditOnQueue(connection, {
      id,
      identity: run.identity,
      fingerprint: modelFingerprint(checkpoint),
      data: run.data,
      finished: folder.finished,
      onUnit: (entry) => folder.append(entry),
      onTestOpened: () => record.testOpened(),
      onProgress: run.onProgress,
      onNotice: (text) => terminal.note(`queue: ${text}`),
      onServed: (workers) => record.servedBy(workers),
      ...(waitSeconds === undefined ? {} : { patienceMs: 1000 * waitSeconds }),
      signal,
    });
    return { record, ...audited };
  } finally {
    connection.close();
  }
}
