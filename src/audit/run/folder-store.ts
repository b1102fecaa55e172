import type { RunIdentity } from '../subject/run-identity.ts';
import type { AuditStore } from './audit-store.ts';
import { RunFolder } from './run-folder.ts';
import type { RunManifest, RunSession } from './run-manifest.ts';
import { RunRecord, readManifest } from './run-record.ts';

/** An audit kept in a run folder. Throws what {@link RunFolder.open} throws; nothing is written before `begin`. */
export function folderStore(
  path: string,
  run: {
    readonly force: boolean;
    readonly session: Omit<RunSession, 'workers' | 'queue' | 'unitsFound' | 'batches'>;
    readonly origin: Pick<RunManifest, 'model' | 'sources'> & { readonly identity: RunIdentity };
  },
): AuditStore {
  const { force, session, origin } = run;
  const folder = RunFolder.open(path, origin.identity, force);
  const unitsFound = folder.finished.size;
  let record: RunRecord | undefined;
  return {
    folder: folder.path,
    finished: folder.finished,
    get examination() {
      return record?.examination ?? null;
    },
    earlier: force ? undefined : readManifest(folder.path),
    begin(part) {
      record = new RunRecord(folder, { ...session, unitsFound, ...part }, origin);
    },
    examined: (findings) => record?.examined(findings),
    append: (entry) => folder.append(entry),
    testOpened: () => record?.testOpened(),
    servedBy: (workers) => record?.servedBy(workers),
    ran: (batches) => record?.ran(batches),
    finish(files) {
      record?.finished();
      folder.finish(files);
    },
    close: () => folder.close(),
  };
}
