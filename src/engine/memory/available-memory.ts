import { join } from 'node:path';
import {
  CONTROL_GROUPS,
  groupAndAncestors,
  type ReadText,
  readSystemText,
} from '../../formats/control-groups.ts';

export interface MemorySources {
  readonly read?: ReadText;
  /** Bytes that a process can still get, as the system reports them. */
  readonly system?: () => number;
}

/**
 * Bytes that this process can still allocate before it is killed: of the machine, or of the control group with the least room along its
 * ancestors. Pages of files that a group has in the cache count as room: they are dropped when memory is short, and a model that
 * was just downloaded or read would otherwise seem to fill it. Control groups of both versions.
 */
export function availableMemory({
  read = readSystemText,
  system = () => process.availableMemory(),
}: MemorySources = {}): number {
  const groups = read('/proc/self/cgroup') ?? '';
  const rooms = VERSIONS.flatMap((version) => {
    const path = version.line.exec(groups)?.groups?.path;
    if (path === undefined) return [];
    return groupAndAncestors(path).flatMap((group) =>
      roomOf(join(CONTROL_GROUPS, version.folder, group), version, read),
    );
  });
  // Node's figure respects the group's limit, but does not count cached pages that can be dropped.
  const machine = Number(/^MemAvailable:\s+(\d+) kB$/m.exec(read('/proc/meminfo') ?? '')?.[1]) * 1024;
  return Math.max(0, Math.min(rooms.length > 0 && machine > 0 ? machine : system(), ...rooms));
}

interface GroupFiles {
  /** The line of /proc/self/cgroup that names the group. */
  readonly line: RegExp;
  readonly folder: string;
  readonly limit: string;
  readonly used: string;
  /** Name in memory.stat of the group's cached pages, including those of the groups below it. */
  readonly pages: readonly string[];
}

const VERSIONS: readonly GroupFiles[] = [
  {
    line: /^0::(?<path>.*)$/m,
    folder: '',
    limit: 'memory.max',
    used: 'memory.current',
    pages: ['active_file', 'inactive_file'],
  },
  {
    line: /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(?<path>.*)$/m,
    folder: 'memory',
    limit: 'memory.limit_in_bytes',
    used: 'memory.usage_in_bytes',
    pages: ['total_active_file', 'total_inactive_file'],
  },
];

/** Version 1 writes a larger number where the group has no limit. */
const MOST_LIMIT = 2 ** 60;

function roomOf(folder: string, { limit, used, pages }: GroupFiles, read: ReadText): number[] {
  const [most, now] = [limit, used].map((name) => Number(read(join(folder, name)) ?? Number.NaN));
  // `max` means no limit.
  if (!Number.isFinite(most) || !Number.isFinite(now) || most > MOST_LIMIT) return [];
  const statistics = read(join(folder, 'memory.stat')) ?? '';
  const cached = pages.map((name) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(statistics)?.[1] ?? 0));
  return [most - now + cached.reduce((sum, bytes) => sum + bytes, 0)];
}
