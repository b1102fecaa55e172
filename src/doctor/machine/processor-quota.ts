import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Reads a file as text; undefined where there is none. */
export type ReadText = (path: string) => string | undefined;

const CGROUPS = '/sys/fs/cgroup';

/**
 * The processors' worth of time that this process's control group may use (2.5: two and a half), the least along its
 * ancestors; undefined without a limit, or where there are no control groups. Versions 1 and 2.
 */
export function processorQuota(read: ReadText = readText): number | undefined {
  const groups = read('/proc/self/cgroup')?.trim().split('\n') ?? [];
  const quotas = groups.flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined) return [];
    if (controllers === '') return ancestors(path).map((group) => unified(join(CGROUPS, group), read));
    if (!controllers.split(',').includes('cpu')) return [];
    const roots = [controllers, 'cpu', 'cpu,cpuacct'].map((name) => join(CGROUPS, name));
    return roots.flatMap((root) => ancestors(path).map((group) => separate(join(root, group), read)));
  });
  const known = quotas.filter((quota) => quota !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** `/a/b` → `/a/b`, `/a`, `/`: in a container the path may be the host's, and only the root exists. */
function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...ancestors(parent)];
}

function unified(folder: string, read: ReadText): number | undefined {
  const [quota, period] = read(join(folder, 'cpu.max'))?.trim().split(' ').map(Number) ?? [];
  return ratio(quota, period);
}

function separate(folder: string, read: ReadText): number | undefined {
  const [quota, period] = ['cpu.cfs_quota_us', 'cpu.cfs_period_us'].map((name) => {
    const text = read(join(folder, name));
    return text === undefined ? Number.NaN : Number(text);
  });
  return ratio(quota, period);
}

/** `max` and −1 stand for no limit. */
const ratio = (quota: number, period: number): number | undefined =>
  quota > 0 && period > 0 ? quota / period : undefined;

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
