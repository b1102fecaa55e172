import { join } from 'node:path';
import {
  CONTROL_GROUPS,
  groupAndAncestors,
  type ReadText,
  readSystemText,
} from '../../formats/control-groups.ts';

export interface MemorySources {
  readonly read?: ReadText;
  /** What the system says that a process can still get, in bytes. */
  readonly system?: () => number;
}

/**
 * Bytes that this process can still allocate before it is killed: of the machine, or of the control group with the least room along its
 * ancestors. Pages of files that a group has in the cache count as room: they are dropped when memory is short, and a model that
 * was just downloaded or read would otherwise seem to fill it. Control groups of version 2; with version 1 Node's own estimate.
 */
export function availableMemory({
  read = readSystemText,
  system = () => process.availableMemory(),
}: MemorySources = {}): number {
  const path = /^0::(?<path>.*)$/m.exec(read('/proc/self/cgroup') ?? '')?.groups?.path;
  const rooms =
    path === undefined
      ? []
      : groupAndAncestors(path).flatMap((group) => roomOf(join(CONTROL_GROUPS, group), read));
  // Node's figure takes the group's limit into account too, but not that its cached pages can be dropped.
  const machine = Number(/^MemAvailable:\s+(\d+) kB$/m.exec(read('/proc/meminfo') ?? '')?.[1]) * 1024;
  return Math.max(0, Math.min(rooms.length > 0 && machine > 0 ? machine : system(), ...rooms));
}

function roomOf(folder: string, read: ReadText): number[] {
  const [limit, used] = ['memory.max', 'memory.current'].map((name) =>
    Number(read(join(folder, name)) ?? Number.NaN),
  );
  // `max` stands for no limit.
  if (!Number.isFinite(limit) || !Number.isFinite(used)) return [];
  const statistics = read(join(folder, 'memory.stat')) ?? '';
  const pages = (name: string): number =>
    Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(statistics)?.[1] ?? 0);
  return [limit - used + pages('active_file') + pages('inactive_file')];
}
