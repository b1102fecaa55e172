import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/** Where the browser is: of the system, never downloaded. */
export const CHROMIUM = process.env.REFUSAL_LAB_CHROMIUM ?? '/usr/bin/chromium';

/** Why tests in a browser are left out; undefined where they run. Continuous integration has to have one. */
export const NO_BROWSER =
  existsSync(CHROMIUM) || process.env.CI === 'true'
    ? undefined
    : `no browser at ${CHROMIUM} (REFUSAL_LAB_CHROMIUM names another)`;

/** No name resolves, so a page that asked for anything but this machine would fail. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

export interface LabBrowser {
  readonly context: BrowserContext;
  /** Messages in consoles, errors in pages, and requests for anything that is not at `origin`. */
  readonly complaints: string[];
  /** Every address asked for, by pages and their workers. */
  readonly requested: string[];
  close(): Promise<void>;
}

/** A browser with an empty profile of its own, whose pages belong to `origin`. */
export async function openLabBrowser(origin: string): Promise<LabBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'refusal-lab-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: FLAGS,
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(300_000);
  const complaints: string[] = [];
  const requested: string[] = [];
  context.on('console', (message) => complaints.push(`console: ${message.text()}`));
  context.on('weberror', (error) => complaints.push(`error: ${error.error().message}`));
  await context.route('**', (route) => {
    const url = route.request().url();
    requested.push(url);
    if (url.startsWith(origin)) return route.continue();
    complaints.push(`request: ${url}`);
    return route.abort();
  });
  return {
    context,
    complaints,
    requested,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
