import type { BrowserContext } from 'playwright-core';

export declare const CHROMIUM: string;
export declare function launchChromium(): Promise<{
  readonly context: BrowserContext;
  close(): Promise<void>;
}>;
