import { fileURLToPath } from 'node:url';
import type { DownloadProgress } from '../hub/download-progress.ts';
import { resolveModel } from '../stages/model/resolve-model.ts';
import { listedPrompts } from './listed-prompts.ts';
import { modelSite } from './model-site.ts';
import { pageSite } from './page-site.ts';
import { type RunningServer, startSiteServer } from './site-server.ts';

/** Folder of the built page; `src/` and `dist/` lie at the same depth. */
const PAGE = fileURLToPath(new URL('../../dist/lab-page', import.meta.url));

export interface LabRequest {
  /** A folder, `hf:org/name[@revision]` or `organism:<name>`, at most 50 MB of weights. */
  readonly model: string;
  /** Port on 127.0.0.1; default 0, any free one. */
  readonly port?: number;
  /** Prompts to fit on if the model is not the organism: a file or `hf:…` for each class. */
  readonly harmful?: string;
  readonly harmless?: string;
  readonly onDownload?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
}

/** The lab, while it is served. */
export interface ServedLab extends RunningServer {
  /** The model's name. */
  readonly model: string;
}

/**
 * Serves a page to this machine alone, in which a small model runs and can be intervened on, until `close`. Rejects with
 * {@link InvalidInputError} on a model that is too large, on prompts that are missing and on a port that is taken, and with
 * LabError where the page has not been built.
 *
 * @example
 * import { serveLab } from 'refusal-lab';
 *
 * const lab = await serveLab({ model: 'organism:aligned' });
 * const answer = await fetch(lab.url);
 * if (!answer.ok) throw new Error('the page is there');
 * await lab.close();
 */
export async function serveLab(request: LabRequest): Promise<ServedLab> {
  const { model, port = 0, onDownload, signal } = request;
  const checkpoint = await resolveModel(model, { signal, onProgress: onDownload });
  const site = new Map([
    ...pageSite(PAGE),
    ...modelSite(checkpoint, await listedPrompts(checkpoint, request)),
  ]);
  signal?.throwIfAborted();
  return { ...(await startSiteServer(site, port)), model: checkpoint.name };
}
