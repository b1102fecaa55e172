import type { DownloadProgress } from '../../hub/download-progress.ts';
import { type DownloadMeter, downloadMeter } from './download-meter.ts';
import { terminal } from './terminal.ts';

/** Shows the downloads of a verb that may open several models, one after the other. */
export function downloadProgress(): {
  readonly report: (progress: DownloadProgress) => void;
  /** Must be called in every case. */
  readonly stop: (interrupted: boolean) => void;
} {
  const meters = new Map<string, DownloadMeter>();
  return {
    report(progress) {
      const { repository } = progress;
      const meter = meters.get(repository) ?? meterFor(repository);
      meters.set(repository, meter);
      meter.report(progress);
    },
    stop(interrupted) {
      for (const meter of meters.values()) meter.stop(interrupted);
      meters.clear();
    },
  };
}

/** A download's own meter, or its replacement in quiet and JSON mode. */
function meterFor(repository: string): DownloadMeter {
  if (terminal.style === 'bar' || terminal.style === 'lines') return downloadMeter(process.stderr);
  const stage = terminal.stage(`download hf:${repository}`, 'bytes');
  return { report: ({ done, total }) => stage.report({ done, total: Math.max(total, 1) }), stop: stage.stop };
}
