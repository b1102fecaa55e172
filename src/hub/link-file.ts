import { linkSync, lstatSync, mkdirSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, relative } from 'node:path';

/**
 * Makes `link` point to `blob` by a relative symbolic link, as the Hub's clients do: the cache can be moved as a whole.
 * Where the system grants no symbolic links (Windows without developer mode) it is a hard link. What stood there is
 * replaced in one step.
 */
export function linkFile(blob: string, link: string): void {
  if (isSame(blob, link)) return;
  mkdirSync(dirname(link), { recursive: true });
  const temporary = `${link}.${process.pid}.link`;
  rmSync(temporary, { force: true });
  try {
    symlinkSync(relative(dirname(link), blob), temporary);
  } catch {
    linkSync(blob, temporary);
  }
  renameSync(temporary, link);
}

function isSame(blob: string, link: string): boolean {
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) return false;
  try {
    return realpathSync(link) === realpathSync(blob);
  } catch {
    // A link without a target.
    return false;
  }
}
