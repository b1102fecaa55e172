import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { requestToHash } from '../../pages/lab/page-state.ts';
import type { Report } from '../../pages/lab/worker/protocol.ts';
import { modelSite } from '../../src/lab-server/model-site.ts';
import { pageSite } from '../../src/lab-server/page-site.ts';
import { startSiteServer } from '../../src/lab-server/site-server.ts';
import type { ArmSettings } from '../../src/laboratory/arm-settings.ts';
import type { Experiment, ExperimentRequest } from '../../src/laboratory/experiment.ts';
import { resolveModel } from '../../src/stages/model/resolve-model.ts';
import { openBrowser, type TestBrowser } from '../page/browser.ts';

const PAGE = fileURLToPath(new URL('../../dist/lab-page', import.meta.url));

/** What the page's own worker has said; put there by a script that runs before the page. */
declare const reports: Report[];

/** Hands on what the worker says, and keeps it. */
function recordReports(): void {
  const kept: unknown[] = [];
  Object.assign(globalThis, { reports: kept });
  const Original = globalThis.Worker;
  globalThis.Worker = class extends Original {
    constructor(...args: ConstructorParameters<typeof Original>) {
      super(...args);
      this.addEventListener('message', ({ data }) => kept.push(data));
    }
  };
}

/** What an experiment was asked for, as far as it matters. */
export interface Asked {
  readonly prompt?: string;
  readonly settings?: Partial<ArmSettings>;
  readonly view?: number | null;
}

/** The lab in a browser, on a server of its own. */
export interface LabPage {
  readonly page: Page;
  readonly browser: TestBrowser;
  /** Waits until the page shows an experiment of this kind, and gives what its worker said of it. */
  shown(asked?: Asked): Promise<Experiment>;
  /** Puts a request into the address and waits for what comes of it. */
  ask(request: ExperimentRequest): Promise<Experiment>;
  close(): Promise<void>;
}

export async function openLabPage(model: string): Promise<LabPage> {
  const checkpoint = await resolveModel(model);
  const site = new Map([...pageSite(PAGE), ...modelSite(checkpoint, { source: 'organism' })]);
  const server = await startSiteServer(site, 0);
  const browser = await openBrowser({ origin: server.url, before: `(${recordReports})()` });
  const page = await browser.open(server.url);
  const shown = async (asked: Asked = {}): Promise<Experiment> => {
    await page.waitForFunction(isShown, asked);
    return page.evaluate(() => {
      const last = reports.findLast((report) => report.kind === 'experiment');
      if (!last) throw new Error('no experiment');
      return last.experiment;
    });
  };
  return {
    page,
    browser,
    shown,
    async ask(request) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, requestToHash(request));
      return shown(request);
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Runs in the page. */
function isShown({ prompt, settings = {}, view }: Asked): boolean {
  if (!document.querySelector('.bench:not(.busy) .answers')) return false;
  const request = reports.findLast((report) => report.kind === 'experiment')?.experiment.request;
  return (
    request !== undefined &&
    (prompt === undefined || prompt === request.prompt) &&
    (view === undefined || view === request.view) &&
    Object.entries(settings).every(([name, value]) => request.settings[name as keyof ArmSettings] === value)
  );
}
