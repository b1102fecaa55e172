import { SingleBar } from 'cli-progress';
import type { DownloadProgress } from '../../hub/download-progress.ts';
import { formatDecimalBytes } from '../../wording/format-bytes.ts';
import { formatDuration } from '../../wording/format-duration.ts';
import { formatProgress } from '../../wording/format-percent.ts';

export interface DownloadMeter {
  readonly report: (progress: DownloadProgress) => void;
  /** Whether to say, after an interrupted download, that nothing is lost. */
  readonly stop: (interrupted: boolean) => void;
}

/** A bar with the remaining time on a terminal, a line every tenth elsewhere; nothing for downloads of at most a megabyte. */
export function downloadMeter(stream: NodeJS.WriteStream): DownloadMeter {
  let draw: ReturnType<typeof bar> | undefined;
  let waitedFor: string | undefined;
  let unfinished = false;
  return {
    report(progress) {
      const { repository, done, total, waitingFor } = progress;
      if (waitingFor !== undefined && waitingFor !== waitedFor)
        stream.write(`hf:${repository}: another process is downloading ${waitingFor}; waiting for it\n`);
      waitedFor = waitingFor;
      unfinished = done > 0 && done < total;
      if (total <= SMALL_BYTES) return;
      draw ??= stream.isTTY ? bar(stream, progress) : lines(stream, progress);
      draw.update(progress);
      if (done < total) return;
      draw.stop();
      draw = undefined;
      stream.write(`hf:${repository}: ${formatDecimalBytes(total)} downloaded\n`);
    },
    stop(interrupted) {
      draw?.stop();
      if (interrupted && unfinished)
        stream.write('what has been downloaded is kept; the same command goes on from there\n');
    },
  };
}

const SMALL_BYTES = 1e6;

function bar(stream: NodeJS.WriteStream, first: DownloadProgress) {
  const progress = new SingleBar({
    stream,
    format: 'hf:{repository} {bar} {percentage}% | {amounts} | {remaining}',
    barsize: 28,
    hideCursor: true,
    clearOnComplete: true,
  });
  const clock = remainingTime(first.done);
  const payload = (now: DownloadProgress) => ({
    repository: now.repository,
    amounts: amounts(now),
    remaining: clock(now),
  });
  progress.start(first.total, first.done, payload(first));
  return {
    update: (now: DownloadProgress) => progress.update(now.done, payload(now)),
    stop: () => progress.stop(),
  };
}

function lines(stream: NodeJS.WriteStream, first: DownloadProgress) {
  const clock = remainingTime(first.done);
  let next = 0;
  return {
    update(now: DownloadProgress) {
      const share = now.done / now.total;
      if (share < next || share === 1) return;
      stream.write(`hf:${now.repository} ${formatProgress(share)} | ${amounts(now)} | ${clock(now)}\n`);
      next = Math.floor(share * 10 + 1) / 10;
    },
    stop() {},
  };
}

const amounts = ({ done, total }: DownloadProgress): string =>
  `${formatDecimalBytes(done)} of ${formatDecimalBytes(total)}`;

function remainingTime(found: number): (now: DownloadProgress) => string {
  const start = performance.now();
  return ({ done, total }) => {
    const rate = (done - found) / (performance.now() - start);
    return rate > 0 ? `${formatDuration((total - done) / rate / 1000)} left` : 'starting';
  };
}
