import { describe, expect, it } from 'vitest';
import { availableMemory } from './available-memory.ts';

const GIB = 2 ** 30;
const meminfo = `MemTotal: ${(64 * GIB) / 1024} kB\nMemAvailable:   ${(40 * GIB) / 1024} kB\n`;
const available = (files: Readonly<Record<string, string>>, system = 3 * GIB) =>
  availableMemory({ read: (path) => files[path], system: () => system });

describe('availableMemory', () => {
  it('is what the system says where no group has a limit', () => {
    expect(available({})).toBe(3 * GIB);
    expect(available({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/memory.max': 'max\n' })).toBe(3 * GIB);
  });

  it('counts a group’s cached files as room, which it drops when it needs some', () => {
    const files = {
      '/proc/meminfo': meminfo,
      '/proc/self/cgroup': '0::/pod\n',
      '/sys/fs/cgroup/pod/memory.max': `${16 * GIB}\n`,
      '/sys/fs/cgroup/pod/memory.current': `${15 * GIB}\n`,
      '/sys/fs/cgroup/pod/memory.stat': `anon ${2 * GIB}\ninactive_file ${10 * GIB}\nactive_file ${3 * GIB}\n`,
    };
    expect(available(files)).toBe(14 * GIB);
    expect(available({ ...files, '/sys/fs/cgroup/pod/memory.stat': '' })).toBe(GIB);
  });

  it('is the least of the groups along the path and of the machine', () => {
    const files = {
      '/proc/meminfo': meminfo,
      '/proc/self/cgroup': '0::/pod/container\n',
      '/sys/fs/cgroup/pod/container/memory.max': `${100 * GIB}`,
      '/sys/fs/cgroup/pod/container/memory.current': '0',
      '/sys/fs/cgroup/pod/memory.max': `${8 * GIB}`,
      '/sys/fs/cgroup/pod/memory.current': `${6 * GIB}`,
    };
    expect(available(files)).toBe(2 * GIB);
    expect(available({ ...files, '/sys/fs/cgroup/pod/memory.max': 'max' })).toBe(40 * GIB);
    expect(available({ ...files, '/sys/fs/cgroup/pod/memory.current': `${9 * GIB}` })).toBe(0);
  });

  it('is some memory on this machine', () => {
    expect(availableMemory()).toBeGreaterThan(2 ** 26);
  });
});
