import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Precision } from '../checkpoint/precision/precision.ts';
import { resolveModel } from '../stages/open-model.ts';
import { withDownloadReport } from './download-report.ts';

/** The model that a command was given, with progress on stderr where it has to be downloaded first. */
export function openModel(
  spec: string,
  signal: AbortSignal,
  options: { readonly recheck?: boolean; readonly precision?: Precision | undefined } = {},
): Promise<Checkpoint> {
  return withDownloadReport(spec, signal, (onProgress) =>
    resolveModel(spec, { ...options, signal, onProgress }),
  );
}
