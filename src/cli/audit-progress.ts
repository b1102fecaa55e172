import { SingleBar } from 'cli-progress';
import type { AuditProgress } from '../audit/audit-meter.ts';

/** A bar with the remaining time on a terminal, a line every tenth elsewhere; both on stderr. */
export function auditProgress(stream: NodeJS.WriteStream): {
  readonly report: AuditProgress;
  readonly stop: () => void;
} {
  return stream.isTTY ? bar(stream) : lines(stream);
}

function bar(stream: NodeJS.WriteStream) {
  const progress = new SingleBar({
    stream,
    format: 'audit {bar} {percentage}% | {arms} arms | {remaining} | {label}',
    barsize: 28,
    hideCursor: true,
    clearOnComplete: true,
  });
  const clock = remainingTime();
  let started = false;
  return {
    report: (({ done, total, found, label }) => {
      const payload = { label, arms: armCount(done, total), remaining: clock(done - found, total - found) };
      if (started) progress.setTotal(total);
      else progress.start(total, done, payload);
      started = true;
      progress.update(done, payload);
    }) satisfies AuditProgress,
    stop: () => progress.stop(),
  };
}

function lines(stream: NodeJS.WriteStream) {
  const clock = remainingTime();
  let next = 0;
  return {
    report: (({ done, total, found, label }) => {
      const share = done / total;
      const remaining = clock(done - found, total - found);
      if (share < next) return;
      stream.write(
        `audit ${Math.round(100 * share)}% | ${armCount(done, total)} arms | ${remaining} | ${label}\n`,
      );
      next = Math.floor(share * 10 + 1) / 10;
    }) satisfies AuditProgress,
    stop: () => {},
  };
}

const armCount = (done: number, total: number): string => `${Math.floor(done)}/${Math.ceil(total)}`;

function remainingTime(): (done: number, total: number) => string {
  const start = performance.now();
  return (done, total) => {
    if (done === 0) return 'starting';
    const seconds = ((performance.now() - start) / 1000 / done) * (total - done);
    return `${Math.ceil(seconds)} s left`;
  };
}
