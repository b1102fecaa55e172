import { serveWorker, type WorkerRequest } from '../../../audit/queue/serve-worker.ts';
import { judgeKeyFor } from '../../options/judge-key-for.ts';
import { terminal } from '../../terminal/terminal.ts';
import { withListeners } from '../../terminal/verb-listeners.ts';

/** One worker from start to end; it writes nothing to disk and reports its work on stderr. */
export async function performWorker(
  request: WorkerRequest & { readonly signal: AbortSignal },
): Promise<void> {
  await withListeners(request.signal, ({ onDownload, preparation }) =>
    serveWorker({
      ...request,
      judgeKeyFor,
      onDownload,
      preparation,
      onNote: (text) => terminal.note(`worker: ${text}`),
    }),
  );
}
