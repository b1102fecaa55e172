import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Precision } from '../checkpoint/precision/precision.ts';
import { resolveModel } from '../stages/open-model.ts';
import { type DownloadMeter, downloadMeter } from './download-meter.ts';
import { terminal } from './terminal.ts';

/** The model that a command was given, with progress on stderr where it has to be downloaded first. */
export async function openModel(
  spec: string,
  signal: AbortSignal,
  options: { readonly recheck?: boolean; readonly precision?: Precision | undefined } = {},
): Promise<Checkpoint> {
  const meter = meterFor(spec);
  try {
    return await resolveModel(spec, { ...options, signal, onProgress: meter.report });
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
