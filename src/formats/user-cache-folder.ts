import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Folder of files that this package makes once and keeps: REFUSAL_LAB_CACHE, else `refusal-lab` in XDG_CACHE_HOME, else in ~/.cache. It may
 * be deleted at any time when no command runs.
 */
export function userCacheFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const { REFUSAL_LAB_CACHE: own, XDG_CACHE_HOME: shared } = environment;
  return resolve(own || join(shared || join(homedir(), '.cache'), 'refusal-lab'));
}
