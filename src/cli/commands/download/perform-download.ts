import type { EngineName } from '../../../engine/engine-name.ts';
import { download } from '../../../stages/model/download.ts';
import { withDownloadReport } from '../../terminal/download-report.ts';
import { terminal } from '../../terminal/terminal.ts';

/** `download`: the folder on stdout, the commit on stderr. */
export async function performDownload(model: string, engine: EngineName, signal: AbortSignal): Promise<void> {
  const { folder, pinned } = await withDownloadReport(signal, (onDownload) =>
    download(model, { engine, signal, onDownload }),
  );
  terminal.note(`${pinned} is in the cache`);
  process.stdout.write(`${folder}\n`);
}
