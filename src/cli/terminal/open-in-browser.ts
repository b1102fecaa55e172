import { spawn } from 'node:child_process';

/** What shows a page on a platform; no shell reads the address. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', win32: 'explorer' };

/** Asks the desktop to show an address. Where there is no desktop nothing happens: the address has been printed. */
export function openInBrowser(url: string, start: typeof spawn = spawn, platform = process.platform): void {
  const child = start(OPENERS[platform] ?? 'xdg-open', [url], { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
}
