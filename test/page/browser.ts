import { existsSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { CHROMIUM, launchChromium } from '../../pages/report/chromium.js';

/** Why tests in a browser are left out; undefined where they run. Continuous integration has to have one. */
export const NO_BROWSER =
  existsSync(CHROMIUM) || process.env.CI === 'true'
    ? undefined
    : `no browser at ${CHROMIUM} (REFUSAL_LAB_CHROMIUM names another)`;

/** A browser with its own empty profile, and what its pages have said and asked for. */
export interface TestBrowser {
  readonly context: BrowserContext;
  /** Messages in the console, errors, and requests for anything but the page itself and what is at `origin`. */
  readonly complaints: string[];
  /** Every address asked for by pages and their workers. */
  readonly requested: string[];
  open(url: string, size?: { readonly width: number; readonly height: number }): Promise<Page>;
  close(): Promise<void>;
}

/**
 * @param origin  the server that pages may ask for more than themselves; none when left out
 * @param before  script text that runs in every page before its own
 */
export async function openBrowser({
  origin,
  before,
}: {
  readonly origin?: string;
  readonly before?: string;
} = {}): Promise<TestBrowser> {
  const { context, close } = await launchChromium();
  if (before !== undefined) await context.addInitScript(before);
  const complaints: string[] = [];
  const requested: string[] = [];
  context.on('console', (message) => complaints.push(`console: ${message.text()}`));
  context.on('weberror', (error) => complaints.push(`error: ${error.error().message}`));
  context.on('request', (request) => {
    const url = request.url();
    requested.push(url);
    const own = origin === undefined ? request.isNavigationRequest() : url.startsWith(origin);
    if (!own && !/^(data|blob):/.test(url)) complaints.push(`request: ${url}`);
  });
  return {
    context,
    complaints,
    requested,
    async open(url, size = { width: 1280, height: 900 }) {
      const page = await context.newPage();
      await page.setViewportSize(size);
      await page.goto(url);
      await page.waitForSelector('main h2');
      return page;
    },
    close,
  };
}
