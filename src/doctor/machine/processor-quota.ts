import { join } from 'node:path';
import {
  CONTROL_GROUPS,
  groupAndAncestors,
  type ReadText,
  readSystemText,
} from '../../formats/control-groups.ts';

/**
 * Processors' worth of time that this process's control group may use (2.5: two and a half), the least along its
 * ancestors; undefined without a limit, or where there are no control groups. Versions 1 and 2.
 */
export function processorQuota(read: ReadText = readSystemText): number | undefined {
  const groups = read('/proc/self/cgroup')?.trim().split('\n') ?? [];
  const quotas = groups.flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined) return [];
    if (controllers === '')
      return groupAndAncestors(path).map((group) => unified(join(CONTROL_GROUPS, group), read));
    if (!controllers.split(',').includes('cpu')) return [];
    const roots = [controllers, 'cpu', 'cpu,cpuacct'].map((name) => join(CONTROL_GROUPS, name));
    return roots.flatMap((root) => groupAndAncestors(path).map((group) => separate(join(root, group), read)));
  });
  const known = quotas.filter((quota) => quota !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
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

/** `max` and −1 mean no limit. */
const ratio = (quota: number, period: number): number | undefined =>
  quota > 0 && period > 0 ? quota / period : undefined;
