import { readFileSync } from 'node:fs';

/** Reads a file as text; undefined where there is none. */
export type ReadText = (path: string) => string | undefined;

/** Folder of control groups in Linux. */
export const CONTROL_GROUPS = '/sys/fs/cgroup';

/** `/a/b` → `/a/b`, `/a`, `/`: in a container the path may be the host's, and only the root exists. */
export function groupAndAncestors(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return Array.from({ length: parts.length + 1 }, (_, i) => `/${parts.slice(0, parts.length - i).join('/')}`);
}

/** The {@link ReadText} of this machine. */
export function readSystemText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
