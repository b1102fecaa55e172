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

  it('sees the limit of a job above its task under control groups of version 1', () => {
    const job = '/sys/fs/cgroup/memory/slurm/uid_1/job_7';
    const files = {
      '/proc/meminfo': meminfo,
      '/proc/self/cgroup': '12:cpuset:/\n9:cpu,memory:/slurm/uid_1/job_7/step_0/task_0\n1:name=systemd:/\n',
      [`${job}/step_0/task_0/memory.limit_in_bytes`]: '9223372036854771712\n',
      [`${job}/step_0/task_0/memory.usage_in_bytes`]: `${GIB}\n`,
      [`${job}/memory.limit_in_bytes`]: `${4 * GIB}\n`,
      [`${job}/memory.usage_in_bytes`]: `${3 * GIB}\n`,
      [`${job}/memory.stat`]: `inactive_file 5\ntotal_inactive_file ${GIB / 2}\ntotal_active_file ${GIB / 4}\n`,
    };
    expect(available(files)).toBe(1.75 * GIB);
    expect(available({ ...files, [`${job}/memory.limit_in_bytes`]: '9223372036854771712' })).toBe(3 * GIB);
  });

  it('is the least of both versions where a system has both, and of a container’s root', () => {
    const files = {
      '/proc/meminfo': meminfo,
      '/proc/self/cgroup': '4:memory:/docker/abc\n0::/docker/abc\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': `${2 * GIB}`,
      '/sys/fs/cgroup/memory/memory.usage_in_bytes': `${GIB / 2}`,
      '/sys/fs/cgroup/memory.max': `${GIB}`,
      '/sys/fs/cgroup/memory.current': '0',
    };
    expect(available(files)).toBe(GIB);
    expect(available({ ...files, '/sys/fs/cgroup/memory.max': 'max' })).toBe(1.5 * GIB);
  });

  it('is some memory on this machine', () => {
    expect(availableMemory()).toBeGreaterThan(2 ** 26);
  });
});
