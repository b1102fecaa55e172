import type { Finding } from '../../doctor/finding.ts';
import type { AuditStore } from './audit-store.ts';

/** An audit that writes nothing. */
export function memoryStore(): AuditStore {
  const finished = new Map<string, unknown>();
  let examination: readonly Finding[] | null = null;
  const nothing = (): void => {};
  return {
    folder: null,
    finished,
    get examination() {
      return examination;
    },
    earlier: undefined,
    begin: nothing,
    examined(findings) {
      examination = findings;
    },
    append: ({ unit, value }) => void finished.set(unit, value),
    testOpened: nothing,
    servedBy: nothing,
    ran: nothing,
    finish: nothing,
    close: nothing,
  };
}
