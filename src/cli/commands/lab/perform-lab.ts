import { type LabRequest, serveLab } from '../../../lab-server/serve-lab.ts';
import { openInBrowser } from '../../terminal/open-in-browser.ts';
import { terminal } from '../../terminal/terminal.ts';
import { withListeners } from '../../terminal/verb-listeners.ts';

/** Serves page and model until interrupted, the normal end of a server. The model runs in the page, not here. */
export async function performLab(
  request: LabRequest & { readonly open: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const { open, signal } = request;
  const { url, model, close } = await withListeners(signal, ({ onDownload }) =>
    serveLab({ ...request, onDownload }),
  );
  process.stdout.write(`${url}\n`);
  terminal.note(`${model} is served to this machine alone; Ctrl-C ends it`);
  if (open) openInBrowser(url);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await close();
}
