import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hubSettings } from '../../hub/hub-settings.ts';
import { formatBytes } from '../../wording/format-bytes.ts';
import type { Finding } from '../finding.ts';

/** The cache that the Hub's clients share: where, how large, and whether there is a token (which is never shown). */
export function hubCacheFinding(environment: Readonly<Record<string, string | undefined>>): Finding {
  const { cacheFolder, offline, token, endpoint } = hubSettings(environment);
  const repositories = entriesOf(cacheFolder).filter((name) => /^(models|datasets)--/.test(name));
  const bytes = sizeOf(cacheFolder);
  const state = [
    bytes === undefined ? 'nothing yet' : `${formatBytes(bytes)}, ${repositories.length} repositories`,
    token === undefined ? 'no token' : 'a token is set',
    ...(offline ? ['offline'] : []),
  ];
  return {
    name: 'Hub cache',
    status: 'ok',
    detail: `${cacheFolder} (${state.join('; ')})`,
    values: {
      path: cacheFolder,
      bytes: bytes ?? 0,
      repositories: repositories.length,
      endpoint,
      token: token !== undefined,
      offline,
    },
  };
}

/** Bytes of the files below a folder; links and unreadable files count as 0. Undefined if the folder does not exist. */
function sizeOf(folder: string): number | undefined {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (!stat) return undefined;
  if (!stat.isDirectory()) return stat.isFile() ? stat.size : 0;
  return entriesOf(folder).reduce((sum, name) => sum + (sizeOf(join(folder, name)) ?? 0), 0);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
