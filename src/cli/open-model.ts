import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Precision } from '../checkpoint/precision/precision.ts';
import { resolveModel } from '../stages/open-model.ts';
import { downloadReport } from './download-report.ts';

/** The model that a command was given, with progress on stderr where it has to be downloaded first. */
export async function openModel(
  spec: string,
  signal: AbortSignal,
  options: { readonly recheck?: boolean; readonly precision?: Precision | undefined } = {},
): Promise<Checkpoint> {
  const meter = downloadReport(spec);
  try {
    return await resolveModel(spec, { ...options, signal, onProgress: meter.report });
  } finally {
    meter.stop(signal.aborted);
  }
}
