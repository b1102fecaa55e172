import type { PreparationOptions } from '../../checkpoint/precision/prepare-quantised-weights.ts';
import type { DownloadProgress } from '../../hub/download-progress.ts';
import { downloadProgress } from './download-progress.ts';
import { reportPreparation } from './report-preparation.ts';
import { terminal } from './terminal.ts';

/** What a verb tells beside its result. */
export interface VerbListeners {
  readonly onDownload: (progress: DownloadProgress) => void;
  readonly preparation: PreparationOptions;
  readonly onNote: (text: string) => void;
  readonly onWarning: (text: string) => void;
}

/** Runs a verb with what it tells beside its result shown on stderr. */
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
