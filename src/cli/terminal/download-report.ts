import type { DownloadProgress } from '../../hub/download-progress.ts';
import { downloadProgress } from './download-progress.ts';

/** Finds a model, with progress on stderr while part of it is downloaded. */
export async function withDownloadReport<Model>(
  signal: AbortSignal,
  find: (onProgress: (progress: DownloadProgress) => void) => Promise<Model>,
): Promise<Model> {
  const downloads = downloadProgress();
  try {
    return await find(downloads.report);
  } finally {
    downloads.stop(signal.aborted);
  }
}
