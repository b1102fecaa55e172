import type { PreparationOptions } from '../../checkpoint/precision/prepare-quantised-weights.ts';
import type { DownloadProgress } from '../../hub/download-progress.ts';
import { downloadProgress } from './download-progress.ts';
import { reportPreparation } from './report-preparation.ts';
import { terminal } from './terminal.ts';

/** A verb's callbacks besides its result. */
export interface VerbListeners {
  readonly onDownload: (progress: DownloadProgress) => void;
  readonly preparation: PreparationOptions;
  readonly onNote: (text: string) => void;
  readonly onWarning: (text: string) => void;
}

/** Runs a verb and shows its callbacks' reports on stderr. */
export async function withListeners<Result>(
  signal: AbortSignal,
  run: (listeners: VerbListeners) => Promise<Result>,
): Promise<Result> {
  const downloads = downloadProgress();
  try {
    return await run({
      onDownload: downloads.report,
      preparation: reportPreparation(),
      onNote: (text) => terminal.note(text),
      onWarning: (text) => terminal.warn(text),
    });
  } finally {
    downloads.stop(signal.aborted);
  }
}
