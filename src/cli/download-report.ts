import { type DownloadMeter, downloadMeter } from './download-meter.ts';
import { terminal } from './terminal.ts';

/** A download's own meter, or what the terminal was told to show in its place. */
export function downloadReport(spec: string): DownloadMeter {
  if (terminal.style === 'bar' || terminal.style === 'lines') return downloadMeter(process.stderr);
  const stage = terminal.stage(`download ${spec}`, 'bytes');
  return { report: ({ done, total }) => stage.report({ done, total: Math.max(total, 1) }), stop: stage.stop };
}
