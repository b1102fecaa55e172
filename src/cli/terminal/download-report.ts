import type { DownloadProgress } from '../../hub/download-progress.ts';
import { type DownloadMeter, downloadMeter } from './download-meter.ts';
import { terminal } from './terminal.ts';

/** Finds a model, with progress on stderr while something of it is downloaded. */
export async function withDownloadReport<Model>(
  spec: string,
  signal: AbortSignal,
  find: (onProgress: (progress: DownloadProgress) => void) => Promise<Model>,
): Promise<Model> {
  const meter = meterFor(spec);
  try {
    return await find(meter.report);
  } finally {
    meter.stop(signal.aborted);
  }
}

/** A download's own meter, or what the terminal was told to show in its place. */
function meterFor(spec: string): DownloadMeter {
  if (terminal.style === 'bar' || terminal.style === 'lines') return downloadMeter(process.stderr);
  const stage = terminal.stage(`download ${spec}`, 'bytes');
  return { report: ({ done, total }) => stage.report({ done, total: Math.max(total, 1) }), stop: stage.stop };
}
