import { randomBytes } from 'node:crypto';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { AuditProgress } from './audit-meter.ts';
import type { ModelAudit } from './audit-model.ts';
import type { AuditData } from './data/audit-data-types.ts';
import { auditOnQueue } from './queue/audit-on-queue.ts';
import { modelFingerprint } from './queue/model-fingerprint.ts';
import type { QueueAddress } from './queue/queue-address.ts';
import { QueueConnection } from './queue/queue-connection.ts';
import type { AuditStore } from './run/audit-store.ts';
import type { RunIdentity } from './subject/run-identity.ts';

/** Has a run's units done by workers; this process keeps what they find and loads no weight. */
export async function measureOnQueue(
  address: QueueAddress,
  checkpoint: Checkpoint,
  run: {
    readonly store: AuditStore;
    readonly identity: RunIdentity;
    readonly data: AuditData;
    /** Seconds without a worker after which the audit gives up; default never. */
    readonly waitSeconds?: number;
    readonly onProgress?: AuditProgress;
    readonly onNote?: (text: string) => void;
    readonly onWarning?: (text: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<ModelAudit> {
  const { store, waitSeconds, onProgress = () => {}, onNote, onWarning, signal } = run;
  const connection = await QueueConnection.open(address, { signal });
  try {
    const id = store.earlier?.sessions.at(-1)?.queue?.run ?? randomBytes(8).toString('hex');
    store.begin({
      workers: 0,
      queue: { run: id, address: address.shown, prefix: address.prefix, workers: {} },
    });
    return await auditOnQueue(connection, {
      id,
      identity: run.identity,
      fingerprint: modelFingerprint(checkpoint),
      data: run.data,
      finished: store.finished,
      onUnit: (entry) => store.append(entry),
      onTestOpened: () => store.testOpened(),
      onProgress,
      onWarning,
      onNotice: (text) => onNote?.(`queue: ${text}`),
      onServed: (workers) => store.servedBy(workers),
      patienceMs: waitSeconds === undefined ? undefined : 1000 * waitSeconds,
      signal,
    });
  } finally {
    connection.close();
  }
}
