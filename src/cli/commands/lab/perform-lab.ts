import { fileURLToPath } from 'node:url';
import { listedPrompts } from '../../../lab-server/listed-prompts.ts';
import { modelSite } from '../../../lab-server/model-site.ts';
import { openInBrowser } from '../../../lab-server/open-in-browser.ts';
import { pageSite } from '../../../lab-server/page-site.ts';
import { startSiteServer } from '../../../lab-server/site-server.ts';
import { openModel } from '../../terminal/open-model.ts';
import { terminal } from '../../terminal/terminal.ts';

/** Where the build puts the page; `src/` and `dist/` lie at the same depth. */
const PAGE = fileURLToPath(new URL('../../../../dist/lab-page', import.meta.url));

/** Serves page and model until it is interrupted, which is how a server ends well. The model runs in the page, not here. */
export async function performLab(request: {
  readonly model: string;
  readonly port: number;
  readonly open: boolean;
  readonly harmful?: string;
  readonly harmless?: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { port, open, signal } = request;
  const checkpoint = await openModel(request.model, signal);
  const site = new Map([
    ...pageSite(PAGE),
    ...modelSite(checkpoint, await listedPrompts(checkpoint, request)),
  ]);
  signal.throwIfAborted();
  const server = await startSiteServer(site, port);
  process.stdout.write(`${server.url}\n`);
  terminal.note(`${checkpoint.name} is served to this machine alone; Ctrl-C ends it`);
  if (open) openInBrowser(server.url);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.close();
}
