import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/** Where the browser is: of the system, never downloaded. */
export const CHROMIUM = process.env.REFUSAL_LAB_CHROMIUM ?? '/usr/bin/chromium';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // No name resolves: a page that asked for anything but this machine would fail, besides being caught.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** A browser with an empty profile of its own, which goes when `close` is called. Motion is reduced. */
export async function launchChromium() {
  const profile = mkdtempSync(join(tmpdir(), 'refusal-lab-browser-'));
  // What is left of the browser may still write while its profile goes.
  const remove = () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  const context = await chromium
    .launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      args: FLAGS,
      acceptDownloads: true,
      reducedMotion: 'reduce',
    })
    .catch((error) => {
      remove();
      throw error;
    });
  context.setDefaultTimeout(60_000);
  return {
    context,
    async close() {
      await context.close();
      remove();
    },
  };
}
