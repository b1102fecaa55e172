import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

/** Where the browser is: of the system, never downloaded. */
export const CHROMIUM = process.env.REFUSAL_LAB_CHROMIUM ?? '/usr/bin/chromium';

/** Why tests in a browser are left out; undefined where they run. Continuous integration has to have one. */
export const NO_BROWSER =
  existsSync(CHROMIUM) || process.env.CI === 'true'
    ? undefined
    : `no browser at ${CHROMIUM} (REFUSAL_LAB_CHROMIUM names another)`;

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser with its own empty profile, and what its pages have said and asked for. */
export interface TestBrowser {
  readonly context: BrowserContext;
  /** Messages in the console, errors and requests for anything but the page itself. */
  readonly complaints: string[];
  open(url: string, size?: { readonly width: number; readonly height: number }): Promise<Page>;
  close(): Promise<void>;
}

export async function openBrowser(): Promise<TestBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'refusal-lab-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: FLAGS,
    acceptDownloads: true,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  return {
    context,
    complaints,
    async open(url, size = { width: 1280, height: 900 }) {
      const page = await context.newPage();
      await page.setViewportSize(size);
      page.on('console', (message) => complaints.push(`console: ${message.text()}`));
      page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
      page.on('request', (request) => {
        if (!request.isNavigationRequest() && !/^(data|blob):/.test(request.url()))
          complaints.push(`request: ${request.url()}`);
      });
      await page.goto(url);
      await page.waitForSelector('main h2');
      return page;
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
